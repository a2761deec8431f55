-- Who buys from us.
CREATE TABLE customers (id bigint PRIMARY KEY);

-- One purchase.
CREATE TABLE orders (
    id          bigint PRIMARY KEY,
    customer_id bigint REFERENCES customers,
    total_cents integer NOT NULL
);

-- What somebody thinks of an order.
CREATE TABLE reviews (
    order_id bigint REFERENCES orders,
    status   text NOT NULL  -- One of: new, shown
);

CREATE FUNCTION close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE orders SET total_cents = 0 WHERE id = o;
END $$;
