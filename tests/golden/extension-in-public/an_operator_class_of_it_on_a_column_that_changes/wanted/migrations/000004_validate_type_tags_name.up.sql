-- The limit on tags.name is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: index public.tags_name.
-- An index is built while the table is locked.
-- Lock: SHARE UPDATE EXCLUSIVE on tags; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.tags VALIDATE CONSTRAINT tags_name_length;
COMMIT;
