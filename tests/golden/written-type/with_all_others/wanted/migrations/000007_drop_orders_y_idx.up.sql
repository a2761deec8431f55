-- dropping an index of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.orders_y_idx;
