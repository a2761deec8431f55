DROP INDEX CONCURRENTLY IF EXISTS public.notes_owner_idx;
