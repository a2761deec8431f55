BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_user_id_fkey;
ALTER TABLE public.orders DROP CONSTRAINT orders_pkey;
ALTER TABLE public.orders DROP COLUMN note;
ALTER TABLE public.orders ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.orders ALTER COLUMN total DROP NOT NULL;
COMMIT;
