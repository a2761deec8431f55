-- migrate:up
BEGIN;
ALTER TABLE public.orders ADD COLUMN y int; COMMIT;

-- migrate:down
ALTER TABLE public.orders DROP COLUMN y;
