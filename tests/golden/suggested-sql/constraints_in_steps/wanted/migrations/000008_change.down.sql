BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_pkey;
ALTER TABLE public.orders ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.orders ALTER COLUMN total DROP NOT NULL;
ALTER TABLE public.orders ADD CONSTRAINT orders_total_is_set CHECK (total IS NOT NULL) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_id_is_set CHECK (id IS NOT NULL) NOT VALID;
COMMIT;
