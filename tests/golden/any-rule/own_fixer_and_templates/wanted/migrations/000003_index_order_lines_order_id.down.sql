DROP INDEX CONCURRENTLY IF EXISTS public.order_lines_order_id_idx;
