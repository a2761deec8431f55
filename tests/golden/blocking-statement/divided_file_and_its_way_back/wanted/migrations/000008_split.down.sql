BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_code_key;
ALTER TABLE public.orders DROP CONSTRAINT orders_note_fkey;
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_y_is_set;
ALTER TABLE public.p1 ADD CONSTRAINT p1_at_check CHECK (at IS NOT NULL AND at >= '2020-01-01' AND at < '2021-01-01') NOT VALID;
COMMIT;
