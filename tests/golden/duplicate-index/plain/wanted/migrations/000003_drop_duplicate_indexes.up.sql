-- Every write keeps events_kind_again up to date, and events_kind serves all its queries.  [duplicate-index]
-- Every write keeps users_lower_name up to date, and users_name_idx serves all its queries.  [duplicate-index]
-- Locks: ACCESS EXCLUSIVE on events, events_1; SHARE UPDATE EXCLUSIVE on users_lower_name; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP INDEX public.events_kind_again;
COMMENT ON INDEX public.users_lower_name IS NULL;
COMMIT;
