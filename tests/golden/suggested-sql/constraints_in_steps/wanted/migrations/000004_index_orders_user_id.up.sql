-- Orders belong to users, and have a number and a total.  [suggested-sql]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_user_id_idx, then `migrate force 3` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON public.orders (user_id) WHERE status <> 'paid';
