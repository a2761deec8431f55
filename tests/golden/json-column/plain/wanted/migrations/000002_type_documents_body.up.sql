-- documents.body is read anew at each access, and can be neither compared nor indexed.  [json-column]
-- Blanks, the order of keys, and keys that are there twice do not come back.
-- Dropped and made again on the way: constraint documents_body_check, index public.documents_title, view public.titles.
-- An index is built while the table is locked.
-- Locks: ACCESS EXCLUSIVE on documents, titles; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.documents DROP CONSTRAINT documents_body_check;
DROP INDEX public.documents_title;
DROP VIEW public.titles;
ALTER TABLE public.documents ALTER COLUMN body DROP DEFAULT, ALTER COLUMN body TYPE jsonb USING body::jsonb, ALTER COLUMN body SET DEFAULT '{}';
ALTER TABLE public.documents ADD CONSTRAINT documents_body_check CHECK (body IS NOT NULL) NOT VALID;
CREATE INDEX documents_title ON public.documents ((body ->> 'title'));
CREATE VIEW public.titles AS SELECT id, body ->> 'title' AS title FROM public.documents;
COMMIT;
