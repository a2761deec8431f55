-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- Fails if there are rows of orders that break total_cents >= 0; find them first: SELECT id, total_cents FROM public.orders WHERE NOT (total_cents >= 0)
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_cents_check;
COMMIT;
