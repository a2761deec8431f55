-- noted runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- noted finds "f" through its caller's search_path.  [unqualified-name]
-- The body is qualified.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ BEGIN PERFORM public.f(); RETURN new; END $$;
