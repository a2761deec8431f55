BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.reviews DROP CONSTRAINT reviews_status_check;
COMMIT;
