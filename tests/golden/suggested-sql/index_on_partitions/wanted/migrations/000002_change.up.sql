-- Events are found by kind.  [suggested-sql]
-- Locks: ACCESS EXCLUSIVE on events, events_2025, events_2026; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE INDEX IF NOT EXISTS events_kind ON ONLY public.events (lower(kind), at DESC);
ALTER TABLE public.events ADD CONSTRAINT events_kind_is_set CHECK (kind IS NOT NULL) NOT VALID;
COMMIT;
