BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.only_that() SET search_path = pg_temp;
ALTER FUNCTION public.not_named() SET search_path = public;
ALTER FUNCTION public.first(integer) SET search_path = pg_temp, "Odd schema", public;
ALTER FUNCTION public.empty_path() SET search_path = '';
COMMIT;
