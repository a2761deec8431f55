DROP INDEX CONCURRENTLY IF EXISTS public.events_default_user_id_idx;
