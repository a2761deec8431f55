-- Wanted of lines (order_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of orders (customer_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Locks: SHARE UPDATE EXCLUSIVE on orders, lines; ROW SHARE on customers; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.lines VALIDATE CONSTRAINT lines_order_id_fkey1;
ALTER TABLE public.lines VALIDATE CONSTRAINT lines_note_id_fkey1;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey1;
COMMIT;
