ALTER TABLE public.orders DROP COLUMN code, DROP COLUMN w;
DROP TABLE public.small;
