DROP INDEX CONCURRENTLY IF EXISTS public.notes_user_id_idx;
