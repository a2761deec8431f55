BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_code_key;
ALTER TABLE public.orders DROP CONSTRAINT orders_note_fkey;
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_y_is_set;
COMMIT;
