DROP INDEX CONCURRENTLY IF EXISTS public.partial_room_idx;
