-- public.total() runs with its owner's rights, past row security, and clients may call it.  [definer-function-in-api]
-- Through PUBLIC everybody had EXECUTE on public.total(): a role that has no grant of its own loses it, but for the owner.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE EXECUTE ON FUNCTION public.total() FROM PUBLIC;
COMMIT;
