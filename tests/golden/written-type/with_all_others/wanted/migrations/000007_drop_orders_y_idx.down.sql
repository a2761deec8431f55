CREATE INDEX CONCURRENTLY orders_y_idx ON public.orders (y);
