-- The column goes.
ALTER TABLE orders DROP COLUMN status;
