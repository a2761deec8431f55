-- a CHECK of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
COMMIT;
