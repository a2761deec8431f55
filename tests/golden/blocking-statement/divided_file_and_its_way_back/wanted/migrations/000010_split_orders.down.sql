BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON CONSTRAINT orders_code_key ON public.orders IS NULL;
COMMIT;
