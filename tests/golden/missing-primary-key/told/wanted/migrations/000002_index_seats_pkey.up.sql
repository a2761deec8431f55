-- The index for what comes next: seats: PRIMARY KEY (hall, number).  [missing-primary-key]
-- Lock: SHARE UPDATE EXCLUSIVE on seats; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.seats_pkey, then `migrate force 1` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS seats_pkey ON public.seats (hall, number);
