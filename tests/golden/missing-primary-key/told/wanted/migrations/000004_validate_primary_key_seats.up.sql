-- seats has no primary key; hall, number identifies a row.  [missing-primary-key]
-- Fails if there are values of seats (hall, number) that several rows have; find them first: SELECT hall, number, count(*) FROM public.seats WHERE hall IS NOT NULL AND number IS NOT NULL GROUP BY hall, number HAVING count(*) > 1
-- Fails if there are rows of seats without hall; find them first: SELECT hall FROM public.seats WHERE hall IS NULL
-- Lock: SHARE UPDATE EXCLUSIVE on seats; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.seats VALIDATE CONSTRAINT seats_hall_is_set;
COMMIT;
