-- "by_tenant" on public.notes is part of every query, and no index begins with owner, tenant_id.  [policy-column-index]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.notes_tenant_id_idx, then `migrate force 4` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notes_tenant_id_idx ON public.notes (tenant_id);
