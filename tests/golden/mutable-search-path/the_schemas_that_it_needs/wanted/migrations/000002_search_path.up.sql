-- alike runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- count_rows runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- find_by_mail runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- is_well runs with its owner's rights and finds "mood" through the caller's search_path.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- count_rows(text) computes names that it looks up: public stays in its path, where only trusted roles should have CREATE.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.alike(text) SET search_path = public, pg_temp;
ALTER FUNCTION public.count_rows(text) SET search_path = public, pg_temp;
ALTER FUNCTION public.find_by_mail(citext) SET search_path = public, pg_temp;
ALTER FUNCTION public.is_well(text) SET search_path = public, pg_temp;
COMMIT;
