-- a foreign key of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Fails if there are rows of orders that refer to no row of customers; find them first: SELECT r.id, r.customer_id FROM public.orders r WHERE r.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.customers k WHERE k.id = r.customer_id)
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on customers; reads and writes go on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_fkey;
