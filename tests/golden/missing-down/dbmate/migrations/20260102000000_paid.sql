-- migrate:up
ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false;
CREATE INDEX orders_paid_idx ON orders (paid);

-- migrate:down
