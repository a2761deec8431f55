DROP TABLE public.there;
ALTER TABLE public.orders ADD COLUMN x int, DROP COLUMN y, DROP z;
DROP VIEW public.names;
DROP TABLE public.small;
DROP FUNCTION public.one();
DROP SEQUENCE public.numbers;
DROP SCHEMA extra;
