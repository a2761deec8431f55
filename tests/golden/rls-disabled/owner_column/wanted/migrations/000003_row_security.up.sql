-- Row security is off: whoever may read public.notes sees every row.  [rls-disabled]
-- Users get their own rows, by user_id.
-- Row security is off: whoever may read public.tags sees every row.  [rls-disabled]
-- Users get their own rows, by owner_id.
-- Row security is off: whoever may read public.users sees every row.  [rls-disabled]
-- Users get their own rows, by id.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Rows of tags whose owner_id is NULL are nobody's: no user sees them.
-- Locks: ACCESS EXCLUSIVE on notes, tags, users; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_select_own ON public.notes FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY notes_insert_own ON public.notes FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY notes_update_own ON public.notes FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY notes_delete_own ON public.notes FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;
CREATE POLICY tags_select_own ON public.tags FOR SELECT
    USING (owner_id = (select nullif(current_setting('app.current_user_id', true), '')));
CREATE POLICY tags_insert_own ON public.tags FOR INSERT
    WITH CHECK (owner_id = (select nullif(current_setting('app.current_user_id', true), '')));
CREATE POLICY tags_update_own ON public.tags FOR UPDATE
    USING (owner_id = (select nullif(current_setting('app.current_user_id', true), '')))
    WITH CHECK (owner_id = (select nullif(current_setting('app.current_user_id', true), '')));
CREATE POLICY tags_delete_own ON public.tags FOR DELETE
    USING (owner_id = (select nullif(current_setting('app.current_user_id', true), '')));
ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY users_select_own ON public.users FOR SELECT
    USING (id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY users_insert_own ON public.users FOR INSERT
    WITH CHECK (id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY users_update_own ON public.users FOR UPDATE
    USING (id = (select nullif(current_setting('app.current_user_id', true), '')::bigint))
    WITH CHECK (id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY users_delete_own ON public.users FOR DELETE
    USING (id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
COMMIT;
