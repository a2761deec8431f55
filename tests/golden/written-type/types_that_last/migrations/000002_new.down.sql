ALTER TABLE public.orders ADD COLUMN x int, DROP COLUMN doc;
DROP TABLE public.small;
