BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE public.orders DROP CONSTRAINT orders_category_id_fkey;
ALTER TABLE public.orders DROP CONSTRAINT orders_actor_fkey;
COMMIT;
