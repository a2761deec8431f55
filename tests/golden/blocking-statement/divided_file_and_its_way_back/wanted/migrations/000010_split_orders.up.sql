-- a foreign key, UNIQUE, NOT NULL of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: ACCESS SHARE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON CONSTRAINT orders_code_key ON public.orders IS 'once';
COMMIT;
