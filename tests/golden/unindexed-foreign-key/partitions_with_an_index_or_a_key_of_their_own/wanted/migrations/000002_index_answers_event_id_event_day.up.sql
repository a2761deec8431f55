-- Deleting or re-keying a row of events scans all of answers, and so does every join from events.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on answers; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.answers_event_id_event_day_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS answers_event_id_event_day_idx ON public.answers (event_id, event_day);
