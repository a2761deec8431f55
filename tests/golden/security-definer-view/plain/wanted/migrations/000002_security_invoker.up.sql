-- public.notes_of_all reads its tables with the rights of its owner, and so shows what row security hides.  [security-definer-view]
-- public.over_a_view reads its tables with the rights of its owner, and so shows what row security hides.  [security-definer-view]
-- It is read with the rights of who asks (PostgreSQL 15 and later).
-- Locks: ACCESS EXCLUSIVE on notes_of_all, over_a_view; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public.notes_of_all SET (security_invoker = true);
ALTER VIEW public.over_a_view SET (security_invoker = true);
COMMIT;
