-- a foreign key, UNIQUE, NOT NULL of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ALTER COLUMN y SET NOT NULL;
ALTER TABLE public.orders DROP CONSTRAINT orders_y_is_set;
COMMIT;
