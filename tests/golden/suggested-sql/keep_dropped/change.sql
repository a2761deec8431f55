-- Nobody uses these any more.
ALTER TABLE users DROP COLUMN nickname, DROP COLUMN email;
DROP VIEW order_totals;
DROP TABLE orders;
