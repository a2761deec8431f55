-- b: the orders
-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers);

-- migrate:down
DROP TABLE public.orders;
