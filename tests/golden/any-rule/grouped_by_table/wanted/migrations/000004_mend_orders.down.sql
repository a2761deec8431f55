BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_total_cents_check;
COMMENT ON TABLE public.orders IS NULL;
COMMIT;
