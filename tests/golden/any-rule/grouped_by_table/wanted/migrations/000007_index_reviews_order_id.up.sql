-- Deleting or re-keying a row of orders scans all of reviews, and so does every join from orders.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on reviews; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.reviews_order_id_idx, then `migrate force 6` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reviews_order_id_idx ON public.reviews (order_id);
