-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on customers, orders; reads and writes go on.
SET LOCAL lock_timeout = '5s';
--> statement-breakpoint
SET LOCAL statement_timeout = '30s';
--> statement-breakpoint
COMMENT ON TABLE public.customers IS 'Who buys from us.';
--> statement-breakpoint
COMMENT ON TABLE public.orders IS 'One purchase.';
--> statement-breakpoint
-- Drizzle runs all pending files in one transaction: the limits end with this file.
SET LOCAL lock_timeout = DEFAULT;
--> statement-breakpoint
SET LOCAL statement_timeout = DEFAULT;
