-- The limit on books.title is no part of its type any more.  [varchar-column]
-- The limit on songs.title is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: function public.works_called(text, bigint), view public.works.
-- Locks: ACCESS EXCLUSIVE on works, books, songs; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP FUNCTION public.works_called(text, bigint);
DROP VIEW public.works;
ALTER TABLE public.books ALTER COLUMN title TYPE text USING title::text;
CREATE VIEW public.works AS SELECT id, title FROM songs UNION ALL SELECT id, title FROM books;
CREATE OR REPLACE FUNCTION public.works_called(wanted text, skipped bigint) RETURNS SETOF works LANGUAGE sql STABLE
    AS 'SELECT * FROM public.works WHERE title = wanted AND id <> skipped';
ALTER TABLE public.books ADD CONSTRAINT books_title_length CHECK (char_length(title) <= 20) NOT VALID;
DROP FUNCTION public.works_called(text, bigint);
DROP VIEW public.works;
ALTER TABLE public.songs ALTER COLUMN title TYPE text USING title::text;
CREATE VIEW public.works AS SELECT id, title FROM songs UNION ALL SELECT id, title FROM books;
CREATE OR REPLACE FUNCTION public.works_called(wanted text, skipped bigint) RETURNS SETOF works LANGUAGE sql STABLE
    AS 'SELECT * FROM public.works WHERE title = wanted AND id <> skipped';
ALTER TABLE public.songs ADD CONSTRAINT songs_title_length CHECK (char_length(title) <= 10) NOT VALID;
COMMIT;
