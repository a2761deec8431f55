ALTER TABLE "orders" DROP COLUMN "note";
-- taken back by the way back of a later migration
ALTER TABLE "orders" DROP CONSTRAINT "orders_customer_id_customers_id_fk";
