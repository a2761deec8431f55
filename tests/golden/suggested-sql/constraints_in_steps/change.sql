-- Orders belong to users, and have a number and a total.
ALTER TABLE orders ADD PRIMARY KEY (id), ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
ALTER TABLE orders ADD CONSTRAINT positive_total CHECK (total > 0);
ALTER TABLE users ADD UNIQUE (email);
CREATE INDEX ON orders (user_id) WHERE status <> 'paid';
DROP INDEX orders_status;
ALTER TABLE orders ADD COLUMN paid_by bigint REFERENCES users, ADD COLUMN note text DEFAULT '' NOT NULL;
