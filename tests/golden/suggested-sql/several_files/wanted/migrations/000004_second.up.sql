-- A total has cents.  [suggested-sql]
-- May write all of public.orders anew: the type of total changes.
-- Locks: ACCESS EXCLUSIVE on order_totals, orders; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW public.order_totals;
ALTER TABLE public.orders ALTER COLUMN total TYPE numeric(12, 2) USING total / 100.0;
ALTER TABLE public.orders RENAME COLUMN total TO amount;
CREATE VIEW public.order_totals AS SELECT id, amount AS total FROM public.orders;
COMMIT;
