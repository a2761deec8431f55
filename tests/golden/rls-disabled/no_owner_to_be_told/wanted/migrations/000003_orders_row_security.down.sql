BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY orders_delete_own ON public.orders;
DROP POLICY orders_update_own ON public.orders;
DROP POLICY orders_insert_own ON public.orders;
DROP POLICY orders_select_own ON public.orders;
ALTER TABLE public.orders DISABLE ROW LEVEL SECURITY;
COMMIT;
