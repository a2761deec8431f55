-- Deleting or re-keying a row of users scans all of events, and so does every join from users.  [unindexed-foreign-key]
-- events_old has events_old_user (user_id) already, which the new one makes redundant.
-- Lock: SHARE on events; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE INDEX IF NOT EXISTS events_user_id_idx ON ONLY public.events (user_id);
COMMIT;
