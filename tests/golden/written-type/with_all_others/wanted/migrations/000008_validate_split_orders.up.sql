-- a CHECK of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Fails if there are rows of orders that break x > 0; find them first: SELECT id FROM public.orders WHERE NOT (x > 0)
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
COMMIT;
