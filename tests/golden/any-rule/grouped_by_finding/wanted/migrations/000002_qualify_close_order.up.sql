-- close_order runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- close_order finds "orders" through its caller's search_path.  [unqualified-name]
-- The body is qualified.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.orders SET total_cents = 0 WHERE id = o;
END $$;
COMMIT;
