-- Deleting or re-keying a row of customers scans all of orders, and so does every join from customers.  [unindexed-foreign-key]
-- Run by hand before 0001_index_orders_customer_id.sql, which then finds the work done:
-- psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0001_index_orders_customer_id.online.sql
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id);
