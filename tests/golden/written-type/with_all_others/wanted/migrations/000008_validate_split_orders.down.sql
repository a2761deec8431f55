BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT positive;
ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (x > 0) NOT VALID;
COMMIT;
