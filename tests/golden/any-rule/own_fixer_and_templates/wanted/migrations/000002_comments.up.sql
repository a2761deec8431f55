-- Say what the tables are for.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on customers, order_lines, orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.customers IS 'SEE WIKI/CUSTOMERS.';
COMMENT ON TABLE public.order_lines IS 'SEE WIKI/ORDER_LINES.';
COMMENT ON TABLE public.orders IS 'SEE WIKI/ORDERS.';
COMMIT;
