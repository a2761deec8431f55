DROP INDEX CONCURRENTLY IF EXISTS public.notes_lower_idx;
