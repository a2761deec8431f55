-- Deleting or re-keying a row of devices scans all of readings, and so does every join from devices.  [unindexed-foreign-key]
-- Locks: ACCESS EXCLUSIVE on readings_2025_device_id_idx, readings_2025_1_device_id_idx, readings_2025_2_device_id_idx, readings_2026_device_id_idx; SHARE UPDATE EXCLUSIVE on readings_device_id_idx; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER INDEX public.readings_2025_device_id_idx ATTACH PARTITION public.readings_2025_1_device_id_idx;
ALTER INDEX public.readings_2025_device_id_idx ATTACH PARTITION public.readings_2025_2_device_id_idx;
ALTER INDEX public.readings_device_id_idx ATTACH PARTITION public.readings_2025_device_id_idx;
ALTER INDEX public.readings_device_id_idx ATTACH PARTITION public.readings_2026_device_id_idx;
COMMIT;
