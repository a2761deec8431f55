-- Deleting or re-keying a row of devices scans all of readings, and so does every join from devices.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on readings_2025_2; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.readings_2025_2_device_id_idx, then `migrate force 3` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS readings_2025_2_device_id_idx ON public.readings_2025_2 (device_id);
