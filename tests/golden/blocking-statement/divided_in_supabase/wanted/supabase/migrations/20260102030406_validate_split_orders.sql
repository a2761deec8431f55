-- a foreign key of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on customers; reads and writes go on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_fkey;
