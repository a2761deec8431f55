-- invoices.total is written and read by the lc_monetary of the session.  [money-column]
-- What is finer than the smallest coin does not come back: money rounds.
-- Dropped and made again on the way: constraint invoices_total_check, view public.totals.
-- Locks: ACCESS EXCLUSIVE on invoices, totals; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.invoices DROP CONSTRAINT invoices_total_check;
DROP VIEW public.totals;
ALTER TABLE public.invoices ALTER COLUMN total DROP DEFAULT, ALTER COLUMN total TYPE numeric USING total::numeric, ALTER COLUMN total SET DEFAULT '0';
ALTER TABLE public.invoices ADD CONSTRAINT invoices_total_check CHECK (total >= '0') NOT VALID;
CREATE VIEW public.totals AS SELECT sum(total) AS total FROM public.invoices;
COMMIT;
