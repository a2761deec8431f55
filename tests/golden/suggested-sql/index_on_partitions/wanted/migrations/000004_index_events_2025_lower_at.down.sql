DROP INDEX CONCURRENTLY IF EXISTS public.events_2025_lower_at_idx;
