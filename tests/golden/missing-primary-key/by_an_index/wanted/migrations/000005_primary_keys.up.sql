-- codes has no primary key; code identifies a row.  [missing-primary-key]
-- replicated has no primary key; code identifies a row.  [missing-primary-key]
-- seats has no primary key; hall, number identifies a row.  [missing-primary-key]
-- public.codes_code_key, on the same columns, stays: something may depend on it.
-- public.replicated_code, on the same columns, stays: something may depend on it.
-- Locks: ACCESS EXCLUSIVE on codes, replicated, seats; SHARE UPDATE EXCLUSIVE on seats_place; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.codes ADD CONSTRAINT codes_pkey PRIMARY KEY USING INDEX codes_pkey;
ALTER TABLE public.replicated ADD CONSTRAINT replicated_pkey PRIMARY KEY USING INDEX replicated_pkey;
ALTER TABLE public.seats ADD CONSTRAINT seats_pkey PRIMARY KEY USING INDEX seats_pkey;
COMMENT ON INDEX public.seats_place IS NULL;
COMMIT;
