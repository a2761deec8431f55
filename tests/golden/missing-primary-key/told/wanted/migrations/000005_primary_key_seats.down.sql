BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats DROP CONSTRAINT seats_pkey;
ALTER TABLE public.seats ALTER COLUMN hall DROP NOT NULL;
COMMIT;
