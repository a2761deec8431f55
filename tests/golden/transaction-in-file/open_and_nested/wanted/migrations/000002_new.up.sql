-- all of it
BEGIN;
ALTER TABLE public.orders ADD COLUMN y int; -- why
COMMIT;
