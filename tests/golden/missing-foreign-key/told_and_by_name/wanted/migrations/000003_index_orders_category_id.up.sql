-- The index for what comes next: orders.category_id: foreign key to categories.  [missing-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_category_id_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_category_id_idx ON public.orders (category_id);
