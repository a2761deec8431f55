BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.named DROP CONSTRAINT named_pkey;
COMMIT;
