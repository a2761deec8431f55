DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA app;
CREATE TABLE orders (id bigint PRIMARY KEY, total integer);
CREATE TABLE order_lines (order_id bigint REFERENCES orders, cents integer);

CREATE FUNCTION app.total(o bigint, OUT "Sum" bigint) LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 50
    SECURITY DEFINER SET statement_timeout = '1s' AS $body$
DECLARE
    orders_seen integer := 0;  -- not a table
BEGIN
    /* orders here is a word */
    WITH lines AS (SELECT l.cents FROM order_lines l WHERE l.order_id = o)
    SELECT sum(lines.cents) INTO "Sum" FROM lines;
    UPDATE orders SET total = "Sum" WHERE orders.id = o;
    RAISE NOTICE 'orders: %', "Sum";
END $body$;
COMMENT ON FUNCTION app.total IS 'The sum of an order''s lines.';
REVOKE ALL ON FUNCTION app.total FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.total TO clerk;
