BEGIN;
SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '1s';
ALTER TABLE public.orders ADD COLUMN z int;
COMMIT;
