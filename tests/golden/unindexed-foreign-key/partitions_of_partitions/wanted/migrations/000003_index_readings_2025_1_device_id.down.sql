DROP INDEX CONCURRENTLY IF EXISTS public.readings_2025_1_device_id_idx;
