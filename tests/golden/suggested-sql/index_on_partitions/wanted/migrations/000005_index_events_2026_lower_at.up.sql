-- Events are found by kind.  [suggested-sql]
-- Lock: SHARE UPDATE EXCLUSIVE on events_2026; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.events_2026_lower_at_idx, then `migrate force 4` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_2026_lower_at_idx ON public.events_2026 (lower(kind), at DESC);
