-- Deleting or re-keying a row of rooms scans all of blocks, and so does every join from rooms.  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on blocks; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.blocks_room_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS blocks_room_idx ON public.blocks (room);
