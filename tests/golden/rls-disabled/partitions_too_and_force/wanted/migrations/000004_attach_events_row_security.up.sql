-- Row security is off: whoever may read public.events sees every row.  [rls-disabled]
-- Users get their own rows, by actor.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- Locks: ACCESS EXCLUSIVE on events, events_2025_actor_idx; SHARE UPDATE EXCLUSIVE on events_actor_idx; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER INDEX public.events_actor_idx ATTACH PARTITION public.events_2025_actor_idx;
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events FORCE ROW LEVEL SECURITY;
CREATE POLICY events_select_own ON public.events FOR SELECT
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_insert_own ON public.events FOR INSERT
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_update_own ON public.events FOR UPDATE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid))
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_delete_own ON public.events FOR DELETE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
COMMIT;
