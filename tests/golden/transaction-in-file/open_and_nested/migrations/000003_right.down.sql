ALTER TABLE public.orders DROP COLUMN z;
