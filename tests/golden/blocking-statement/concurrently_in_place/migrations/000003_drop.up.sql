DROP INDEX public.orders_y_idx;
