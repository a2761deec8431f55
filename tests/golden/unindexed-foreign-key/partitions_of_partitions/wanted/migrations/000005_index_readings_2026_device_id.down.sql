DROP INDEX CONCURRENTLY IF EXISTS public.readings_2026_device_id_idx;
