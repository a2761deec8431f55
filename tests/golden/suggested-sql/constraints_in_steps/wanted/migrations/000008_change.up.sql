-- Orders belong to users, and have a number and a total.  [suggested-sql]
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.orders DROP CONSTRAINT orders_id_is_set;
ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;
ALTER TABLE public.orders ALTER COLUMN total SET NOT NULL;
ALTER TABLE public.orders DROP CONSTRAINT orders_total_is_set;
COMMIT;
