BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.songs DROP CONSTRAINT IF EXISTS songs_title_length;
DROP FUNCTION IF EXISTS public.works_called(text, bigint);
DROP VIEW IF EXISTS public.works;
ALTER TABLE public.songs ALTER COLUMN title TYPE character varying(10) USING title::character varying(10);
ALTER TABLE public.books DROP CONSTRAINT IF EXISTS books_title_length;
DROP FUNCTION IF EXISTS public.works_called(text, bigint);
DROP VIEW IF EXISTS public.works;
ALTER TABLE public.books ALTER COLUMN title TYPE character varying(20) USING title::character varying(20);
CREATE VIEW public.works AS SELECT id, title FROM songs UNION ALL SELECT id, title FROM books;
CREATE OR REPLACE FUNCTION public.works_called(wanted text, skipped bigint) RETURNS SETOF works LANGUAGE sql STABLE
    AS 'SELECT * FROM public.works WHERE title = wanted AND id <> skipped';
COMMIT;
