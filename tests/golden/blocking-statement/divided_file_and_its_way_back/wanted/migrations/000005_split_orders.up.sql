-- rebuilding an index of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Locks: SHARE UPDATE EXCLUSIVE on orders_pkey, orders; reads and writes go on. Runs outside a transaction, alone in its file.
REINDEX INDEX CONCURRENTLY public.orders_pkey;
