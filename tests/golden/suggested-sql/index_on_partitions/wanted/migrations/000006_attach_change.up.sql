-- Events are found by kind.  [suggested-sql]
-- Locks: ACCESS EXCLUSIVE on events, events_2025_lower_at_idx, events_2025, events_2026_lower_at_idx, events_2026; SHARE UPDATE EXCLUSIVE on events_kind; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER INDEX public.events_kind ATTACH PARTITION public.events_2025_lower_at_idx;
ALTER INDEX public.events_kind ATTACH PARTITION public.events_2026_lower_at_idx;
ALTER TABLE public.events ALTER COLUMN kind SET NOT NULL;
ALTER TABLE public.events DROP CONSTRAINT events_kind_is_set;
COMMIT;
