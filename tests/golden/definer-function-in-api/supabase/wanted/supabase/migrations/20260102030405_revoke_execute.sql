-- public."count it"(uuid, text) runs with its owner's rights, past row security, and clients may call it.  [definer-function-in-api]
-- public.all_notes() runs with its owner's rights, past row security, and clients may call it.  [definer-function-in-api]
-- Through PUBLIC everybody had EXECUTE on public.all_notes(): a role that has no grant of its own loses it, but for the owner.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE EXECUTE ON FUNCTION public."count it"(uuid, text) FROM authenticated;
REVOKE EXECUTE ON FUNCTION public."count it"(uuid, text) FROM anon;
REVOKE EXECUTE ON FUNCTION public.all_notes() FROM PUBLIC, authenticated;
REVOKE EXECUTE ON FUNCTION public.all_notes() FROM anon;
