DROP INDEX CONCURRENTLY IF EXISTS public.orders_category_id_idx;
