CREATE INDEX CONCURRENTLY said ON public.orders (x);
