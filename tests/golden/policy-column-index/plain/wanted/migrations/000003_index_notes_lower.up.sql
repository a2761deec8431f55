-- "by_email" on public.notes is part of every query, and no index begins with lower(email).  [policy-column-index]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.notes_lower_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notes_lower_idx ON public.notes (lower(email));
