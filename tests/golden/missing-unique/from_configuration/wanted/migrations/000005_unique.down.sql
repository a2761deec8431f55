BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats DROP CONSTRAINT seats_row_number_key;
ALTER TABLE public.seats DROP CONSTRAINT seats_title_key;
ALTER TABLE public.scenarios DROP CONSTRAINT scenarios_title_key1;
COMMIT;
