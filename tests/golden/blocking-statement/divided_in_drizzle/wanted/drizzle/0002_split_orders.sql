-- an index of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: SHARE on orders; reads go on, writes wait while it reads the table.
SET LOCAL lock_timeout = '5s';
--> statement-breakpoint
SET LOCAL statement_timeout = 0;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id);
--> statement-breakpoint
-- Drizzle runs all pending files in one transaction: the limits end with this file.
SET LOCAL lock_timeout = DEFAULT;
--> statement-breakpoint
SET LOCAL statement_timeout = DEFAULT;
