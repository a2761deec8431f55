BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_customer_id_fkey1;
ALTER TABLE public.lines DROP CONSTRAINT IF EXISTS lines_note_id_fkey1;
ALTER TABLE public.lines DROP CONSTRAINT IF EXISTS lines_order_id_fkey1;
COMMIT;
