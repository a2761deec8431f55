DROP INDEX CONCURRENTLY IF EXISTS public.events_2026_lower_at_idx;
