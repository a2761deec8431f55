-- close_order runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- close_order finds "orders" through its caller's search_path.  [unqualified-name]
-- The body is qualified.
-- By the pattern *_cents in the configuration, orders.total_cents is to satisfy total_cents >= 0: now the database holds it to that.  [missing-check]
-- By its comment, reviews.status is to satisfy status IN ('new', 'shown'): now the database holds it to that.  [missing-check]
-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Locks: ACCESS EXCLUSIVE on orders, reviews; SHARE UPDATE EXCLUSIVE on customers; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.orders SET total_cents = 0 WHERE id = o;
END $$;
ALTER TABLE public.orders ADD CONSTRAINT orders_total_cents_check CHECK (total_cents >= 0) NOT VALID;
ALTER TABLE public.reviews ADD CONSTRAINT reviews_status_check CHECK (status IN ('new', 'shown')) NOT VALID;
COMMENT ON TABLE public.customers IS 'Who buys from us.';
COMMENT ON TABLE public.orders IS 'One purchase.';
COMMENT ON TABLE public.reviews IS 'What somebody thinks of an order.';
COMMIT;
