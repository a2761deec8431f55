ALTER TABLE orders ALTER COLUMN y DROP NOT NULL, DROP COLUMN note_id, DROP CONSTRAINT orders_customer_fkey;
ALTER TABLE orders DROP CONSTRAINT x_positive;
-- taken back by the way back of a later migration
-- taken back by the way back of a later migration
DROP TABLE tags;
-- taken back by the way back of a later migration
DROP TABLE notes;
