-- an index of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Run by hand before 0002_split_orders.sql, which then finds the work done:
-- psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0002_split_orders.online.sql
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id);
