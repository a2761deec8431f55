-- add_token runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.add_token(text) SET search_path = extensions, pg_temp;
