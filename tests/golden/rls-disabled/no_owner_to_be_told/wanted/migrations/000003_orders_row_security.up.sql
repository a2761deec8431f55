-- Row security is off: whoever may read public.orders sees every row.  [rls-disabled]
-- Users get their own rows, by user_id.
-- Rows of orders whose user_id is NULL are nobody's: no user sees them.
-- The application says for whom it acts, in each transaction: SELECT set_config('app.current_user_id', …, true). Without it no row is seen.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY orders_select_own ON public.orders FOR SELECT
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY orders_insert_own ON public.orders FOR INSERT
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY orders_update_own ON public.orders FOR UPDATE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint))
    WITH CHECK (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
CREATE POLICY orders_delete_own ON public.orders FOR DELETE
    USING (user_id = (select nullif(current_setting('app.current_user_id', true), '')::bigint));
COMMIT;
