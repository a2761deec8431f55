-- migrate:up
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers);

-- migrate:down
DROP TABLE orders;
DROP TABLE customers;
