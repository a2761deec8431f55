BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP INDEX IF EXISTS public.readings_2025_device_id_idx;
DROP INDEX IF EXISTS public.readings_device_id_idx;
COMMIT;
