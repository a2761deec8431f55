-- Events are found by kind.  [suggested-sql]
-- Fails if there are rows of events without kind; find them first: SELECT kind FROM public.events WHERE kind IS NULL
-- Locks: SHARE UPDATE EXCLUSIVE on events, events_2025, events_2026; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.events VALIDATE CONSTRAINT events_kind_is_set;
COMMIT;
