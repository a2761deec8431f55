-- scenarios (title) identifies a row: now the database keeps it unique.  [missing-unique]
-- Lock: SHARE UPDATE EXCLUSIVE on scenarios; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.scenarios_title_key1, then `migrate force 1` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS scenarios_title_key1 ON public.scenarios (title);
