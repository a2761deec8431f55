-- A function in a caller's WHERE may see rows that public.short leaves out.  [view-without-barrier]
-- Its own conditions come first now.
-- Queries on public.short may use other indexes: look at their plans.
-- Lock: ACCESS EXCLUSIVE on short; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public.short SET (security_barrier = true);
COMMIT;
