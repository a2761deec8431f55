DROP INDEX CONCURRENTLY IF EXISTS public.readings_2025_2_device_id_idx;
