-- invoices.total is written and read by the lc_monetary of the session.  [money-column]
-- What is finer than the smallest coin does not come back: money rounds.
-- Dropped and made again on the way: constraint invoices_total_check, view public.totals.
-- Lock: SHARE UPDATE EXCLUSIVE on invoices; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.invoices VALIDATE CONSTRAINT invoices_total_check;
COMMIT;
