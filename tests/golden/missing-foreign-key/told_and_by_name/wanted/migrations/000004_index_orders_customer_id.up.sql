-- The index for what comes next: orders.customer_id: foreign key to customers.  [missing-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_customer_id_idx, then `migrate force 3` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id);
