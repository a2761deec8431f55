-- The index for what comes next: orders.actor: foreign key to users.  [missing-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_actor_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_actor_idx ON public.orders (actor);
