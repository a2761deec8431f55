-- "Empty" runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- close runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- touch runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER PROCEDURE app."Empty"(bigint, integer) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION app.close(bigint) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION app.close(bigint, text) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.touch() SET search_path = pg_catalog, pg_temp;
COMMIT;
