CREATE INDEX orders_y_idx ON public.orders (y);
