CREATE TABLE public.orders (id bigint PRIMARY KEY, x int);
CREATE INDEX orders_x ON public.orders (x);
