-- migrate:up
ALTER TABLE public.orders ADD COLUMN y int; 

-- migrate:down
ALTER TABLE public.orders DROP COLUMN y;
