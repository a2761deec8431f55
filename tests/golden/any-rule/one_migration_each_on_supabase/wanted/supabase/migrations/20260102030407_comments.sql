-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on customers, orders, reviews; reads and writes go on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.customers IS 'Who buys from us.';
COMMENT ON TABLE public.orders IS 'One purchase.';
COMMENT ON TABLE public.reviews IS 'What somebody thinks of an order.';
