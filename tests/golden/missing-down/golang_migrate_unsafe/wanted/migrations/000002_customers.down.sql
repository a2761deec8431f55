BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders RENAME COLUMN remark TO note;
ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
DROP TABLE public.customers;
DROP TYPE public.tier;
ALTER TABLE public.orders DROP COLUMN customer_id;
COMMIT;
