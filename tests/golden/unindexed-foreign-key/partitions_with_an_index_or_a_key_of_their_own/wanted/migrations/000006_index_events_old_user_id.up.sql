-- Deleting or re-keying a row of users scans all of events, and so does every join from users.  [unindexed-foreign-key]
-- events_old has events_old_user (user_id) already, which the new one makes redundant.
-- Lock: SHARE UPDATE EXCLUSIVE on events_old; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.events_old_user_id_idx, then `migrate force 5` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_old_user_id_idx ON public.events_old (user_id);
