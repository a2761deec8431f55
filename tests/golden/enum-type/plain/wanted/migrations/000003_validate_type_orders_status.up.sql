-- A value of status can never be removed; a CHECK can list others.  [enum-type]
-- Dropped and made again on the way: view public.new_orders.
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_status_values;
ALTER TABLE public.orders VALIDATE CONSTRAINT "orders_Before_values";
COMMIT;
