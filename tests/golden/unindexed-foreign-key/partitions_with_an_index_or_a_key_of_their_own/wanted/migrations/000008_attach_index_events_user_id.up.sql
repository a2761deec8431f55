-- Deleting or re-keying a row of users scans all of events, and so does every join from users.  [unindexed-foreign-key]
-- events_old has events_old_user (user_id) already, which the new one makes redundant.
-- Locks: ACCESS EXCLUSIVE on events_default_user_id_idx, events_old_user_id_idx, events_2022_user_id_idx; SHARE UPDATE EXCLUSIVE on events_user_id_idx; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_default_user_id_idx;
ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_old_user_id_idx;
ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_2022_user_id_idx;
COMMIT;
