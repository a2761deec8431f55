DROP INDEX CONCURRENTLY IF EXISTS public.orders_user_id_idx;
