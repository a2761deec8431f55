BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP INDEX public.tickets_customer_id_idx;
DROP INDEX public.orders_customer_id_idx;
COMMIT;
