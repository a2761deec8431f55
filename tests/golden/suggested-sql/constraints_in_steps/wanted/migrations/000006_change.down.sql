BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.users DROP CONSTRAINT users_email_key;
ALTER TABLE public.orders DROP CONSTRAINT positive_total;
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_total_is_set;
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_id_is_set;
ALTER TABLE public.orders DROP COLUMN paid_by;
COMMIT;
