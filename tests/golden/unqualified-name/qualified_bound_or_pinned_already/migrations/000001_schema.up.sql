CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION a() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.orders';
CREATE FUNCTION b() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM orders);
CREATE FUNCTION c() RETURNS bigint LANGUAGE sql SET search_path = public, pg_temp AS 'SELECT count(*) FROM orders';
CREATE FUNCTION d() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE orders_seen AS SELECT id FROM public.orders;
    RETURN (WITH orders AS (SELECT id FROM orders_seen) SELECT count(*) FROM orders);
END $$;
