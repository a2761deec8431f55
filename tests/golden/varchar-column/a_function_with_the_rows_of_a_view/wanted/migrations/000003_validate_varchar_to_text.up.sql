-- The limit on books.title is no part of its type any more.  [varchar-column]
-- The limit on songs.title is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: function public.works_called(text, bigint), view public.works.
-- Locks: SHARE UPDATE EXCLUSIVE on books, songs; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.books VALIDATE CONSTRAINT books_title_length;
ALTER TABLE public.songs VALIDATE CONSTRAINT songs_title_length;
COMMIT;
