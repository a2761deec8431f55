-- public."Of it's users" reads its tables with the rights of its owner, and so shows what row security hides.  [security-definer-view]
-- public.emails reads its tables with the rights of its owner, and so shows what row security hides.  [security-definer-view]
-- public.recent reads its tables with the rights of its owner, and so shows what row security hides.  [security-definer-view]
-- It is read with the rights of who asks (PostgreSQL 15 and later).
-- public.recent, which it reads, still runs with the rights of its owner.
-- anon, authenticated may not select from public.secrets: the view fails for them.
-- anon, authenticated may not select from auth.users: the view fails for them.
-- Locks: ACCESS EXCLUSIVE on "Of it's users", emails, recent; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public."Of it's users" SET (security_invoker = true);
ALTER VIEW public.emails SET (security_invoker = true);
ALTER VIEW public.recent SET (security_invoker = true);
