CREATE TABLE orders (id bigint PRIMARY KEY, total_cents integer NOT NULL);
CREATE FUNCTION close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE orders SET total_cents = 0 WHERE id = o;  -- written off
END $$;
