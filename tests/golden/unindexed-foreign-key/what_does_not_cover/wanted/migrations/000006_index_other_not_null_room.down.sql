DROP INDEX CONCURRENTLY IF EXISTS public.other_not_null_room_idx;
