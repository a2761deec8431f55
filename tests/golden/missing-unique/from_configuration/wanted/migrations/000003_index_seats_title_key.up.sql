-- seats (title) identifies a row: now the database keeps it unique.  [missing-unique]
-- Lock: SHARE UPDATE EXCLUSIVE on seats; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.seats_title_key, then `migrate force 2` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS seats_title_key ON public.seats (title);
