-- Deleting or re-keying a row of rooms scans all of partial, and so does every join from rooms.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on partial; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.partial_room_idx, then `migrate force 6` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS partial_room_idx ON public.partial (room);
