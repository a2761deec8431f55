BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.reviews DROP CONSTRAINT reviews_status_check;
ALTER TABLE public.orders DROP CONSTRAINT orders_total_cents_check;
CREATE OR REPLACE FUNCTION public.close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE orders SET total_cents = 0 WHERE id = o;
END $$;
COMMENT ON TABLE public.reviews IS NULL;
COMMENT ON TABLE public.orders IS NULL;
COMMENT ON TABLE public.customers IS NULL;
COMMIT;
