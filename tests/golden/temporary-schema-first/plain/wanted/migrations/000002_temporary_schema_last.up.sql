-- empty_path() runs with its owner's rights, and looks among its caller's temporary objects first.  [temporary-schema-first]
-- first(integer) runs with its owner's rights, and looks among its caller's temporary objects first.  [temporary-schema-first]
-- not_named() runs with its owner's rights, and looks among its caller's temporary objects first.  [temporary-schema-first]
-- only_that() runs with its owner's rights, and looks among its caller's temporary objects first.  [temporary-schema-first]
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.empty_path() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.first(integer) SET search_path = "Odd schema", public, pg_temp;
ALTER FUNCTION public.not_named() SET search_path = public, pg_temp;
ALTER FUNCTION public.only_that() SET search_path = pg_catalog, pg_temp;
COMMIT;
