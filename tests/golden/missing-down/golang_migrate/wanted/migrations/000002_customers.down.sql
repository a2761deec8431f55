BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders RENAME COLUMN remark TO note;
ALTER TABLE public.orders DROP COLUMN customer_id;
DROP TABLE public.customers;
DROP TYPE public.tier;
COMMIT;
