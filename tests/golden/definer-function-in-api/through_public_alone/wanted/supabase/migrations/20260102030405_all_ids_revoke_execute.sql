-- public.all_ids() runs with its owner's rights, past row security, and clients may call it.  [definer-function-in-api]
-- Through PUBLIC everybody had EXECUTE on public.all_ids(): a role that has no grant of its own loses it, but for authenticated, service_role.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE EXECUTE ON FUNCTION public.all_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.all_ids() TO authenticated, service_role;
