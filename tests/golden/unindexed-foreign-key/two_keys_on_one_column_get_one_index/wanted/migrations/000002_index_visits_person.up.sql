-- Deleting or re-keying a row of members scans all of visits, and so does every join from members.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on visits; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.visits_person_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS visits_person_idx ON public.visits (person);
