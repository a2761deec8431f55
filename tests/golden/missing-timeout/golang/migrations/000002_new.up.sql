-- more of it
ALTER TABLE public.orders ADD COLUMN y int;
