-- migrate:up
CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, x int);

-- migrate:down
DROP TABLE public.orders;
