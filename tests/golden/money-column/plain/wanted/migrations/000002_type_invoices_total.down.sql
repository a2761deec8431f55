BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.invoices DROP CONSTRAINT IF EXISTS invoices_total_check;
DROP VIEW IF EXISTS public.totals;
ALTER TABLE public.invoices ALTER COLUMN total DROP DEFAULT, ALTER COLUMN total TYPE money USING total::money, ALTER COLUMN total SET DEFAULT '0'::money;
ALTER TABLE public.invoices ADD CONSTRAINT invoices_total_check CHECK (total >= '0');
CREATE VIEW public.totals AS SELECT sum(total) AS total FROM public.invoices;
COMMIT;
