-- migrate:up
-- by customer
CREATE INDEX orders_customer_id_idx ON public.orders (customer_id);

-- migrate:down
DROP INDEX public.orders_customer_id_idx;
