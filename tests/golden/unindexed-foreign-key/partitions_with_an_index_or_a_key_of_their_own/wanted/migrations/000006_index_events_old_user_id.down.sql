DROP INDEX CONCURRENTLY IF EXISTS public.events_old_user_id_idx;
