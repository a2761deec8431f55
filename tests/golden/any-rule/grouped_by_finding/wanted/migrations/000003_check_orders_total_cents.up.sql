-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD CONSTRAINT orders_total_cents_check CHECK (total_cents >= 0) NOT VALID;
COMMIT;
