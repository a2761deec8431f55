DROP INDEX CONCURRENTLY IF EXISTS public.orders_code_key;
