-- a foreign key of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Fails if there are rows of orders that refer to no row of customers; find them first: SELECT r.id, r.customer_id FROM public.orders r WHERE r.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.customers k WHERE k.id = r.customer_id)
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on customers; reads and writes go on.
SET LOCAL lock_timeout = '5s';
--> statement-breakpoint
SET LOCAL statement_timeout = 0;
--> statement-breakpoint
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_customers_id_fk;
--> statement-breakpoint
-- Drizzle runs all pending files in one transaction: the limits end with this file.
SET LOCAL lock_timeout = DEFAULT;
--> statement-breakpoint
SET LOCAL statement_timeout = DEFAULT;
