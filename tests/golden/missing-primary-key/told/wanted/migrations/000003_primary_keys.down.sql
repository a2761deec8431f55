BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats DROP CONSTRAINT IF EXISTS seats_hall_is_set;
ALTER TABLE public.events DROP CONSTRAINT events_pkey;
ALTER TABLE public.logs DROP COLUMN id;
COMMIT;
