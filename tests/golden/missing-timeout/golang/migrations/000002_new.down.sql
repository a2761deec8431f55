ALTER TABLE public.orders DROP COLUMN y;
