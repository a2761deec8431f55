-- Row security is off: whoever may read public.events sees every row.  [rls-disabled]
-- Users get their own rows, by actor.
-- The row security of public.events does not cover its partition events_2025.  [rls-disabled]
-- Users get their own rows, by the policies of public.events.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- Locks: ACCESS EXCLUSIVE on events_2025; SHARE on events; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE INDEX IF NOT EXISTS events_actor_idx ON ONLY public.events (actor);
ALTER TABLE public.events_2025 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_2025 FORCE ROW LEVEL SECURITY;
CREATE POLICY events_2025_select_own ON public.events_2025 FOR SELECT
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_2025_insert_own ON public.events_2025 FOR INSERT
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_2025_update_own ON public.events_2025 FOR UPDATE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid))
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY events_2025_delete_own ON public.events_2025 FOR DELETE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
COMMIT;
