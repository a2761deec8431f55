-- By the pattern *_cents in the configuration, "Refund"."Total_cents" is to satisfy "Total_cents" >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, "Refund".back_cents is to satisfy back_cents >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, orders.tax_cents is to satisfy tax_cents >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- Fails if there are rows of "Refund" that break "Total_cents" >= 0; find them first: SELECT "Total_cents" FROM public."Refund" WHERE NOT ("Total_cents" >= 0)
-- Fails if there are rows of "Refund" that break back_cents >= 0; find them first: SELECT back_cents FROM public."Refund" WHERE NOT (back_cents >= 0)
-- Fails if there are rows of orders that break tax_cents >= 0; find them first: SELECT id, tax_cents FROM public.orders WHERE NOT (tax_cents >= 0)
-- Fails if there are rows of orders that break total_cents >= 0; find them first: SELECT id, total_cents FROM public.orders WHERE NOT (total_cents >= 0)
-- Locks: SHARE UPDATE EXCLUSIVE on "Refund", orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public."Refund" VALIDATE CONSTRAINT "Refund_Total_cents_check";
ALTER TABLE public."Refund" VALIDATE CONSTRAINT "Refund_back_cents_check";
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_tax_cents_check;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_cents_check;
COMMIT;
