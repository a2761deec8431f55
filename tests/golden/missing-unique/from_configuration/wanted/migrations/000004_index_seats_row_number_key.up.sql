-- seats ("row", number) identifies a row: now the database keeps it unique.  [missing-unique]
-- Lock: SHARE UPDATE EXCLUSIVE on seats; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.seats_row_number_key, then `migrate force 3` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS seats_row_number_key ON public.seats ("row", number);
