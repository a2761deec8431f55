DROP INDEX CONCURRENTLY IF EXISTS public.seats_title_key;
