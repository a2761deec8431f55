-- Deleting or re-keying a row of rooms scans all of computed, and so does every join from rooms.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on computed; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.computed_room_idx, then `migrate force 3` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS computed_room_idx ON public.computed (room);
