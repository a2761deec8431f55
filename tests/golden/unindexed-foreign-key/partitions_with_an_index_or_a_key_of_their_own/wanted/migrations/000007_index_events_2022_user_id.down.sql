DROP INDEX CONCURRENTLY IF EXISTS public.events_2022_user_id_idx;
