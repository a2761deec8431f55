DROP INDEX CONCURRENTLY IF EXISTS public.notes_tenant_id_idx;
