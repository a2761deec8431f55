-- b: the orders
-- migrate:up
CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint REFERENCES public.customers);

-- migrate:down
DROP TABLE public.orders;
