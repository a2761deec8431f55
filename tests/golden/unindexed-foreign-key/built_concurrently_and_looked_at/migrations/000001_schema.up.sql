CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
    id          bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    billed_to   bigint REFERENCES customers ON DELETE SET NULL
);
