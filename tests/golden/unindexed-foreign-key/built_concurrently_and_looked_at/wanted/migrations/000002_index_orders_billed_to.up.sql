-- Deleting a row of customers (ON DELETE SET NULL) or re-keying it scans all of orders, and so does every join from customers.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_billed_to_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_billed_to_idx ON public.orders (billed_to);
