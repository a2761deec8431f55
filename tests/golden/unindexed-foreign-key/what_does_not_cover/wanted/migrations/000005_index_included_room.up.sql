-- Deleting or re-keying a row of rooms scans all of included, and so does every join from rooms.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on included; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.included_room_idx, then `migrate force 4` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS included_room_idx ON public.included (room);
