BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION app.total(o bigint, OUT "Sum" bigint) LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 50
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
COMMIT;
