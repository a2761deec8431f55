-- The limit on addresses.country is no part of its type any more.  [varchar-column]
-- The limit on addresses.status is no part of its type any more.  [varchar-column]
-- The limit on addresses.street is no part of its type any more.  [varchar-column]
-- The limit on countries.name is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: constraint addresses_status_check, index public.addresses_new, policy only_new, trigger on_status, policy to_old, view public.old_streets, view public.streets.
-- An index is built while the table is locked.
-- Dropped and made again on the way: constraint addresses_street_check, view public.old_streets, view public.streets.
-- Locks: SHARE UPDATE EXCLUSIVE on addresses, countries; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.addresses VALIDATE CONSTRAINT addresses_country_length;
ALTER TABLE public.countries VALIDATE CONSTRAINT countries_code_length;
ALTER TABLE public.addresses VALIDATE CONSTRAINT addresses_status_check;
ALTER TABLE public.addresses VALIDATE CONSTRAINT addresses_status_length;
ALTER TABLE public.addresses VALIDATE CONSTRAINT addresses_street_check;
ALTER TABLE public.countries VALIDATE CONSTRAINT countries_name_length;
COMMIT;
