-- The limit on notes."My Title" is no part of its type any more.  [varchar-column]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.notes VALIDATE CONSTRAINT "notes_My Title_length";
COMMIT;
