BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_total_cents_check;
ALTER TABLE public.orders DROP CONSTRAINT orders_tax_cents_check;
ALTER TABLE public."Refund" DROP CONSTRAINT "Refund_back_cents_check";
ALTER TABLE public."Refund" DROP CONSTRAINT "Refund_Total_cents_check";
COMMIT;
