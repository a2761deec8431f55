-- Deleting or re-keying a row of orders scans all of order_lines, and so does every join from orders.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on order_lines; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.order_lines_order_id_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_lines_order_id_idx ON public.order_lines (order_id) WITH (fillfactor = 70);
