-- seats has no primary key; hall, number identifies a row.  [missing-primary-key]
-- Lock: ACCESS EXCLUSIVE on seats; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.seats ALTER COLUMN hall SET NOT NULL;
ALTER TABLE public.seats DROP CONSTRAINT seats_hall_is_set;
ALTER TABLE public.seats ADD CONSTRAINT seats_pkey PRIMARY KEY USING INDEX seats_pkey;
COMMIT;
