-- Deleting or re-keying a row of answers scans all of events_2022, and so does every join from answers.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on events_2022; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.events_2022_n_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_2022_n_idx ON public.events_2022 (n);
