BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.payments DROP CONSTRAINT amount_positive;
ALTER TABLE public.payments ADD CONSTRAINT amount_positive CHECK (0 < amount) NOT VALID;
COMMIT;
