BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE ALL ON FUNCTION public.total() FROM batch;
GRANT ALL ON FUNCTION public.total() TO PUBLIC;
GRANT ALL ON FUNCTION public.total() TO batch;
COMMIT;
