-- The limit on tags.name is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: index public.tags_name.
-- An index is built while the table is locked.
-- Lock: ACCESS EXCLUSIVE on tags; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP INDEX public.tags_name;
ALTER TABLE public.tags ALTER COLUMN name TYPE text USING name::text;
CREATE INDEX tags_name ON public.tags USING gin (lower(name) extensions.gin_trgm_ops);
ALTER TABLE public.tags ADD CONSTRAINT tags_name_length CHECK (char_length(name) <= 20) NOT VALID;
COMMIT;
