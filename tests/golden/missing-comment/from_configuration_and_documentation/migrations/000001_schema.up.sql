CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
    id          bigint PRIMARY KEY,  -- printed on the bill
    total_cents integer
);
CREATE FUNCTION total(o bigint) RETURNS bigint LANGUAGE sql AS 'SELECT sum(total_cents) FROM public.orders WHERE id = o';
CREATE FUNCTION total(o text) RETURNS bigint LANGUAGE sql AS 'SELECT public.total(o::bigint)';
