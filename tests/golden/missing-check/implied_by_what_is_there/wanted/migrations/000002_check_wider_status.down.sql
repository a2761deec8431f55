BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.wider DROP CONSTRAINT wider_status_check1;
COMMIT;
