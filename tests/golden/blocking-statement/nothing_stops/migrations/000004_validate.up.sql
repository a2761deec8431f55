ALTER TABLE public.orders VALIDATE CONSTRAINT orders_x_set;
