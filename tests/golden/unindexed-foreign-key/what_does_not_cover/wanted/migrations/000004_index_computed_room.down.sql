DROP INDEX CONCURRENTLY IF EXISTS public.computed_room_idx;
