BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats DROP CONSTRAINT seats_pkey;
ALTER TABLE public.replicated DROP CONSTRAINT replicated_pkey;
ALTER TABLE public.codes DROP CONSTRAINT codes_pkey;
COMMENT ON INDEX public.seats_place IS 'Where it is.';
COMMIT;
