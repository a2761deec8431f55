-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD CONSTRAINT orders_total_cents_check CHECK (total_cents >= 0) NOT VALID;
COMMENT ON TABLE public.orders IS 'One purchase.';
COMMIT;
