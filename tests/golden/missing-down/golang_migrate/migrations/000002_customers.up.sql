CREATE TYPE tier AS ENUM ('free', 'paid');
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tier tier NOT NULL);
ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers (id);
ALTER TABLE orders RENAME COLUMN note TO remark;
