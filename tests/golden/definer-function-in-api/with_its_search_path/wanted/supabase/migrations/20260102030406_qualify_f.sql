-- public.f() runs with its owner's rights, past row security, and clients may call it.  [definer-function-in-api]
-- f runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- f finds "t" through its caller's search_path.  [unqualified-name]
-- The body is qualified.
-- Through PUBLIC everybody had EXECUTE on public.f(): a role that has no grant of its own loses it, but for the owner.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.f() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ SELECT count(*) FROM public.t $$;
REVOKE EXECUTE ON FUNCTION public.f() FROM PUBLIC, authenticated;
REVOKE EXECUTE ON FUNCTION public.f() FROM anon;
