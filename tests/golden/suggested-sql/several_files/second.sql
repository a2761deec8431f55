-- A total has cents.
DROP VIEW order_totals;
ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2) USING total / 100.0;
ALTER TABLE orders RENAME COLUMN total TO amount;
CREATE VIEW order_totals AS SELECT id, amount AS total FROM orders;
