CREATE INDEX CONCURRENTLY orders_status ON public.orders (status);
