DROP INDEX CONCURRENTLY IF EXISTS public.orders_billed_to_idx;
