-- "by_tenant" on public.notes is part of every query, and no index begins with owner, tenant_id.  [policy-column-index]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.notes_owner_idx, then `migrate force 3` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notes_owner_idx ON public.notes (owner);
