ALTER TABLE orders ALTER COLUMN y DROP NOT NULL, DROP CONSTRAINT orders_code_key, DROP COLUMN note_id, DROP CONSTRAINT orders_customer_fkey;
ALTER TABLE orders DROP CONSTRAINT x_positive;
ALTER TABLE parted ATTACH PARTITION p1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX orders_y_idx ON orders (y);
DROP TABLE tags;
DROP INDEX orders_customer_id_idx;
DROP TABLE notes;
