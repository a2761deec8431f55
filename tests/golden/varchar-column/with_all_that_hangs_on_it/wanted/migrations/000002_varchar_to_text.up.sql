-- The limit on addresses.country is no part of its type any more.  [varchar-column]
-- The limit on addresses.status is no part of its type any more.  [varchar-column]
-- The limit on addresses.street is no part of its type any more.  [varchar-column]
-- The limit on countries."Full name" is no part of its type any more.  [varchar-column]
-- The limit on countries.name is no part of its type any more.  [varchar-column]
-- Dropped and made again on the way: constraint addresses_status_check, index public.addresses_new, policy only_new, trigger on_status, policy to_old, view public.old_streets, view public.streets.
-- An index is built while the table is locked.
-- Dropped and made again on the way: constraint addresses_street_check, view public.old_streets, view public.streets.
-- Locks: ACCESS EXCLUSIVE on countries, addresses, parcels, old_streets, streets; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.addresses ALTER COLUMN country TYPE text USING country::text;
ALTER TABLE public.countries ALTER COLUMN code TYPE text USING code::text;
ALTER TABLE public.addresses ADD CONSTRAINT addresses_country_length CHECK (char_length(country) <= 2) NOT VALID;
ALTER TABLE public.countries ADD CONSTRAINT countries_code_length CHECK (char_length(code) <= 2) NOT VALID;
ALTER TABLE public.addresses DROP CONSTRAINT addresses_status_check;
DROP INDEX public.addresses_new;
DROP POLICY only_new ON public.addresses;
DROP TRIGGER on_status ON public.addresses;
DROP POLICY to_old ON public.parcels;
DROP VIEW public.old_streets;
DROP VIEW public.streets;
ALTER TABLE public.addresses ALTER COLUMN status DROP DEFAULT, ALTER COLUMN status TYPE text USING status::text, ALTER COLUMN status SET DEFAULT 'new';
ALTER TABLE public.addresses ADD CONSTRAINT addresses_status_check CHECK (status IN ('new', 'old')) NOT VALID;
CREATE INDEX addresses_new ON public.addresses (zip) WHERE status = 'new';
CREATE VIEW public.streets AS SELECT id, street, status FROM public.addresses;
CREATE VIEW public.old_streets AS SELECT street FROM public.streets WHERE status = 'old';
CREATE TRIGGER on_status AFTER UPDATE OF status ON public.addresses FOR EACH ROW WHEN (old.status = 'new') EXECUTE FUNCTION public.noted();
CREATE POLICY only_new ON public.addresses FOR SELECT TO reader USING (status = 'new');
CREATE POLICY to_old ON public.parcels FOR SELECT TO reader USING (EXISTS (SELECT FROM public.addresses a WHERE a.id = address_id AND a.status = 'old'));
COMMENT ON VIEW public.streets IS 'For the postman.';
GRANT SELECT ON TABLE public.streets TO reader;
ALTER TABLE public.addresses ADD CONSTRAINT addresses_status_length CHECK (char_length(status) <= 20) NOT VALID;
ALTER TABLE public.addresses DROP CONSTRAINT addresses_street_check;
DROP VIEW public.old_streets;
DROP VIEW public.streets;
ALTER TABLE public.addresses ALTER COLUMN street TYPE text USING street::text;
ALTER TABLE public.addresses ADD CONSTRAINT addresses_street_check CHECK (char_length(street) <= 100) NOT VALID;
CREATE VIEW public.streets AS SELECT id, street, status FROM public.addresses;
CREATE VIEW public.old_streets AS SELECT street FROM public.streets WHERE status = 'old';
COMMENT ON VIEW public.streets IS 'For the postman.';
GRANT SELECT ON TABLE public.streets TO reader;
ALTER TABLE public.countries ALTER COLUMN "Full name" TYPE text USING "Full name"::text;
ALTER TABLE public.countries ALTER COLUMN name DROP DEFAULT, ALTER COLUMN name TYPE text COLLATE "C" USING name::text, ALTER COLUMN name SET DEFAULT 'none';
ALTER TABLE public.countries ADD CONSTRAINT countries_name_length CHECK (char_length(name) <= 80) NOT VALID;
COMMIT;
