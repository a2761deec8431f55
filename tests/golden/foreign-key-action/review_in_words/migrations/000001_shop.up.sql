CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    parent_id bigint REFERENCES orders,
    seller_id bigint REFERENCES customers ON DELETE CASCADE
);
CREATE TABLE lines (
    id bigint PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    note_id bigint REFERENCES orders
);
