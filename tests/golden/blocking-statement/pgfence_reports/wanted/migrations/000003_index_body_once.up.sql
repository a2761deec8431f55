-- UNIQUE of notes: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.body_once, then `migrate force 2` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS body_once ON public.notes (body);
