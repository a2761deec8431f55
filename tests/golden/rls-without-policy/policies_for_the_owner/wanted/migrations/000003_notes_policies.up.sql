-- public.notes has row security and no policy: only its owner sees a row.  [rls-without-policy]
-- Users get their own rows, by user_id.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE POLICY notes_select_own ON public.notes FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY notes_insert_own ON public.notes FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY notes_update_own ON public.notes FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
CREATE POLICY notes_delete_own ON public.notes FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::uuid));
COMMIT;
