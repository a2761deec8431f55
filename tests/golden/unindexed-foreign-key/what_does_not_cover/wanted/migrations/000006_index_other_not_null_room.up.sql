-- Deleting or re-keying a row of rooms scans all of other_not_null, and so does every join from rooms.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on other_not_null; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.other_not_null_room_idx, then `migrate force 5` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS other_not_null_room_idx ON public.other_not_null (room);
