-- seats has no primary key; hall, number identifies a row.  [missing-primary-key]
-- Lock: SHARE UPDATE EXCLUSIVE on seats; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.seats_place;
