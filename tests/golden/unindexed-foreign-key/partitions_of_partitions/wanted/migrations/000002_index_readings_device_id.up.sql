-- Deleting or re-keying a row of devices scans all of readings, and so does every join from devices.  [unindexed-foreign-key]
-- Locks: SHARE on readings, readings_2025; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE INDEX IF NOT EXISTS readings_device_id_idx ON ONLY public.readings (device_id);
CREATE INDEX IF NOT EXISTS readings_2025_device_id_idx ON ONLY public.readings_2025 (device_id);
COMMIT;
