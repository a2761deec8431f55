-- Row security is off: whoever may read public.members sees every row.  [rls-disabled]
-- Row security is off: whoever may read public.messages sees every row.  [rls-disabled]
-- Users get their own rows, by user_id.
-- The row security of public.events does not cover its partition events_1.  [rls-disabled]
-- Users get their own rows, by the policies of public.events.
-- The row security of public.logs does not cover what inherits from it: old_logs.  [rls-disabled]
-- Users get their own rows, by the policies of public.logs.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- Rows of messages whose user_id is NULL are nobody's: no user sees them.
-- Locks: ACCESS EXCLUSIVE on members, events_1, messages, old_logs; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.members FORCE ROW LEVEL SECURITY;
CREATE POLICY members_select_own ON public.members FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY members_insert_own ON public.members FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY members_update_own ON public.members FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY members_delete_own ON public.members FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
ALTER TABLE public.events_1 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_1 FORCE ROW LEVEL SECURITY;
CREATE POLICY events_1_own ON public.events_1 FOR ALL
    USING (events_1.user_id = (select nullif(current_setting('app.u', true), '')::bigint));
ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.messages FORCE ROW LEVEL SECURITY;
CREATE POLICY messages_select_own ON public.messages FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY messages_insert_own ON public.messages FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY messages_update_own ON public.messages FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY messages_delete_own ON public.messages FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
ALTER TABLE public.old_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.old_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY old_logs_own ON public.old_logs FOR SELECT
    USING (old_logs.user_id = (select nullif(current_setting('app.u', true), '')::bigint));
COMMIT;
