CREATE TABLE songs (id bigint PRIMARY KEY, title varchar(10));
CREATE TABLE books (id bigint PRIMARY KEY, title varchar(20));
CREATE VIEW works AS SELECT id, title FROM songs UNION ALL SELECT id, title FROM books;
CREATE FUNCTION works_called(wanted text, skipped bigint) RETURNS SETOF works LANGUAGE sql STABLE
    AS 'SELECT * FROM public.works WHERE title = wanted AND id <> skipped';
