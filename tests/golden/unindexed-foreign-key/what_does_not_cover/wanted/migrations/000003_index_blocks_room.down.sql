DROP INDEX CONCURRENTLY IF EXISTS public.blocks_room_idx;
