-- documents.body is read anew at each access, and can be neither compared nor indexed.  [json-column]
-- Blanks, the order of keys, and keys that are there twice do not come back.
-- Dropped and made again on the way: constraint documents_body_check, index public.documents_title, view public.titles.
-- An index is built while the table is locked.
-- Fails if there are documents in documents with \u0000, which jsonb cannot hold; find them first: SELECT body FROM public.documents WHERE body::text LIKE '%\u0000%'
-- Lock: SHARE UPDATE EXCLUSIVE on documents; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.documents VALIDATE CONSTRAINT documents_body_check;
COMMIT;
