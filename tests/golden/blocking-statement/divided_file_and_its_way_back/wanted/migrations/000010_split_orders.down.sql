BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ALTER COLUMN y DROP NOT NULL;
ALTER TABLE public.orders ADD CONSTRAINT orders_y_is_set CHECK (y IS NOT NULL) NOT VALID;
COMMIT;
