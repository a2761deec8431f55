-- Wanted of lines (order_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of orders (customer_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Locks: ACCESS EXCLUSIVE on lines, orders, customers; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.lines DROP CONSTRAINT lines_order_id_fkey;
ALTER TABLE public.lines DROP CONSTRAINT lines_note_id_fkey;
ALTER TABLE public.lines RENAME CONSTRAINT lines_order_id_fkey1 TO lines_order_id_fkey;
ALTER TABLE public.lines RENAME CONSTRAINT lines_note_id_fkey1 TO lines_note_id_fkey;
ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE public.orders RENAME CONSTRAINT orders_customer_id_fkey1 TO orders_customer_id_fkey;
COMMIT;
