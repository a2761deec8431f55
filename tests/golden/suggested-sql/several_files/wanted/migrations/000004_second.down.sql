BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders RENAME COLUMN amount TO total;
DROP VIEW public.order_totals;
ALTER TABLE public.orders ALTER COLUMN total TYPE integer USING total::integer;
CREATE VIEW public.order_totals AS SELECT id, total FROM public.orders;
COMMIT;
