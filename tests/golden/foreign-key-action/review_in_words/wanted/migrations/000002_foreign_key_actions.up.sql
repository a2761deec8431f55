-- Wanted of lines (order_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of orders (customer_id) is ON DELETE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Locks: SHARE ROW EXCLUSIVE on orders, lines, customers; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.lines ADD CONSTRAINT lines_order_id_fkey1 FOREIGN KEY (order_id) REFERENCES public.orders (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE public.lines ADD CONSTRAINT lines_note_id_fkey1 FOREIGN KEY (note_id) REFERENCES public.orders (id) ON UPDATE CASCADE ON DELETE SET NULL NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_customer_id_fkey1 FOREIGN KEY (customer_id) REFERENCES public.customers (id) ON DELETE CASCADE NOT VALID;
COMMIT;
