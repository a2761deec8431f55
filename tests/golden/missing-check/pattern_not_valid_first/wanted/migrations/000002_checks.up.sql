-- By the pattern *_cents in the configuration, "Refund"."Total_cents" is to satisfy "Total_cents" >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, "Refund".back_cents is to satisfy back_cents >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, orders.tax_cents is to satisfy tax_cents >= 0: now the database holds it to that.  [missing-check]
-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- Locks: ACCESS EXCLUSIVE on "Refund", orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public."Refund" ADD CONSTRAINT "Refund_Total_cents_check" CHECK ("Total_cents" >= 0) NOT VALID;
ALTER TABLE public."Refund" ADD CONSTRAINT "Refund_back_cents_check" CHECK (back_cents >= 0) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_tax_cents_check CHECK (tax_cents >= 0) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_total_cents_check CHECK (total_cents >= 0) NOT VALID;
COMMIT;
