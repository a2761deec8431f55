DROP INDEX CONCURRENTLY IF EXISTS public.scenarios_title_key1;
