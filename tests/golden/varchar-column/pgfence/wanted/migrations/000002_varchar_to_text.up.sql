-- The limit on notes."My Title" is no part of its type any more.  [varchar-column]
-- The limit on notes.body is no part of its type any more.  [varchar-column]
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.notes ALTER COLUMN "My Title" TYPE text USING "My Title"::text;
ALTER TABLE public.notes ADD CONSTRAINT "notes_My Title_length" CHECK (char_length("My Title") <= 100) NOT VALID;
ALTER TABLE public.notes ALTER COLUMN body TYPE text USING body::text;
COMMIT;
