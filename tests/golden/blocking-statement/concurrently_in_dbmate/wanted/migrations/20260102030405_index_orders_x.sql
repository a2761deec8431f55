-- an index in a transaction of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_x_idx, then `dbmate up`.
-- migrate:up transaction:false
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_x_idx ON public.orders (x);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS public.orders_x_idx;
