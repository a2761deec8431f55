ALTER TABLE "orders" DROP COLUMN "note";
DROP INDEX "orders_customer_id_idx";
ALTER TABLE "orders" DROP CONSTRAINT "orders_customer_id_customers_id_fk";
