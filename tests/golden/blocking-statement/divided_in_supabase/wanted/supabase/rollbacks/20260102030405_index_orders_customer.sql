-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_index_orders_customer.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
DROP INDEX CONCURRENTLY IF EXISTS public.orders_customer_idx;
