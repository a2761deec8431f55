DROP INDEX CONCURRENTLY IF EXISTS public.behind_room_idx;
