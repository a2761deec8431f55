-- Orders: who bought what.
SET search_path = public;
CREATE TABLE orders (
    id       bigint PRIMARY KEY,          -- not "orders"
    customer bigint REFERENCES customers  /* customers, too */
);
CREATE TEMP TABLE seen (id bigint);
INSERT INTO seen SELECT id FROM public.customers;
WITH customers AS (SELECT id FROM seen)
INSERT INTO orders (id, customer) SELECT c.id, c.id FROM customers c WHERE 'orders' <> 'customers';
CREATE INDEX ON orders (customer);
CREATE FUNCTION "größe"() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM orders -- ä orders
$$;
COMMENT ON TABLE orders IS 'orders';
