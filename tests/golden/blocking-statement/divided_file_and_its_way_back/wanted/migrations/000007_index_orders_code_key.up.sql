-- The index for what comes next: a foreign key, UNIQUE, NOT NULL of orders without stopping the application.  [blocking-statement]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_code_key, then `migrate force 6` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_code_key ON public.orders (code);
