-- other runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- same runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- unsaid runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.other(integer) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.other(text) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.same(integer) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.same(text) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.unsaid() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.unsaid(integer) SET search_path = pg_catalog, pg_temp;
COMMIT;
