DROP INDEX CONCURRENTLY IF EXISTS public.visits_person_idx;
