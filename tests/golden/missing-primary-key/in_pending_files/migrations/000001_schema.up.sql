CREATE TABLE public.orders (id bigint PRIMARY KEY, x int);
