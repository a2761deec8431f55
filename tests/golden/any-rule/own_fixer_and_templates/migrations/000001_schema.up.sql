CREATE UNLOGGED TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE order_lines (order_id bigint REFERENCES orders);
