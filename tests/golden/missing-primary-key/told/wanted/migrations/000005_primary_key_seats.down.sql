BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats DROP CONSTRAINT seats_pkey;
ALTER TABLE public.seats ALTER COLUMN hall DROP NOT NULL;
ALTER TABLE public.seats ADD CONSTRAINT seats_hall_is_set CHECK (hall IS NOT NULL) NOT VALID;
COMMIT;
