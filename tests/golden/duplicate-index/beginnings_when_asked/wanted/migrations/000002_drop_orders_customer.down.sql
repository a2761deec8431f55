CREATE INDEX CONCURRENTLY orders_customer ON public.orders (customer_id);
