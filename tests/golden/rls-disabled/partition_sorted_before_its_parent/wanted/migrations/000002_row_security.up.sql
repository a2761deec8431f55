-- Row security is off: whoever may read public.archive sees every row.  [rls-disabled]
-- Row security is off: whoever may read public.events sees every row.  [rls-disabled]
-- Users get their own rows, by actor.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Locks: ACCESS EXCLUSIVE on archive, events; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.archive ENABLE ROW LEVEL SECURITY;
CREATE POLICY archive_select_own ON public.archive FOR SELECT
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY archive_insert_own ON public.archive FOR INSERT
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY archive_update_own ON public.archive FOR UPDATE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid))
    WITH CHECK (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY archive_delete_own ON public.archive FOR DELETE
    USING (actor = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
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
