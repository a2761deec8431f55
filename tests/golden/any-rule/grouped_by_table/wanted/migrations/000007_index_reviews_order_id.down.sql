DROP INDEX CONCURRENTLY IF EXISTS public.reviews_order_id_idx;
