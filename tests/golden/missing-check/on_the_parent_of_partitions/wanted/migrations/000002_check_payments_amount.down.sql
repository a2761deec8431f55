BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.payments DROP CONSTRAINT payments_amount_check;
COMMIT;
