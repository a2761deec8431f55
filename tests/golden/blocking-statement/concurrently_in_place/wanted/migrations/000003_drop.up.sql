DROP INDEX CONCURRENTLY public.orders_y_idx;
