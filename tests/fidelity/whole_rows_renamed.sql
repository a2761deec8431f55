-- what stands for a table's whole rows follows its name; a column of that name is none
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE TABLE boxes (orders int, lid text);
CREATE FUNCTION complete(one orders) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT one.note IS NOT NULL';
CREATE VIEW documents AS SELECT row_to_json(orders) AS document, orders.id FROM orders;
CREATE VIEW whole AS SELECT orders FROM orders;
CREATE VIEW counted AS SELECT (SELECT count(orders) FROM orders AS orders) AS n, (SELECT max(o.id) FROM orders o) AS m;
CREATE VIEW boxed AS SELECT orders, lid FROM boxes WHERE EXISTS (SELECT FROM orders o WHERE o.id = orders);
CREATE VIEW outer_rows AS SELECT t.orders FROM (SELECT orders FROM orders) t;
ALTER TABLE orders ADD CONSTRAINT full_rows CHECK (complete(orders));
CREATE INDEX completes ON orders (complete(orders));
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (complete(orders) AND orders.id > 0);
ALTER TABLE orders RENAME TO "Old orders";
ALTER TABLE "Old orders" RENAME TO purchases;
