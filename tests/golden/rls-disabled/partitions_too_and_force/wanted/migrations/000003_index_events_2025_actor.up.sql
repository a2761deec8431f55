-- The index for what comes next: public.events: row security by actor.  [rls-disabled]
-- Lock: SHARE UPDATE EXCLUSIVE on events_2025; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.events_2025_actor_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_2025_actor_idx ON public.events_2025 (actor);
