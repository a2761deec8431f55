DROP INDEX CONCURRENTLY IF EXISTS public.included_room_idx;
