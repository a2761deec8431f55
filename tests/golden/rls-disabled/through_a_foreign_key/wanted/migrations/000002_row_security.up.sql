-- Row security is off: whoever may read public.task_messages sees every row.  [rls-disabled]
-- Users get their own rows, by task_id → tasks.user_id.
-- Row security is off: whoever may read public.tasks sees every row.  [rls-disabled]
-- Users get their own rows, by user_id.
-- Rows of task_messages whose task_id is NULL are nobody's: no user sees them.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Locks: ACCESS EXCLUSIVE on task_messages, tasks; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.task_messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY task_messages_select_own ON public.task_messages FOR SELECT
    USING (EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id AND tasks.user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid)));
CREATE POLICY task_messages_insert_own ON public.task_messages FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id AND tasks.user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid)));
CREATE POLICY task_messages_update_own ON public.task_messages FOR UPDATE
    USING (EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id AND tasks.user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid)))
    WITH CHECK (EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id AND tasks.user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid)));
CREATE POLICY task_messages_delete_own ON public.task_messages FOR DELETE
    USING (EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id AND tasks.user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid)));
ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_select_own ON public.tasks FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY tasks_insert_own ON public.tasks FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY tasks_update_own ON public.tasks FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY tasks_delete_own ON public.tasks FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
COMMIT;
