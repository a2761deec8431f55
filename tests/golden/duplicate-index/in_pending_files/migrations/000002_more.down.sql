DROP INDEX public.said;
DROP INDEX public.items_a2;
DROP INDEX public.items_a;
DROP TABLE public.items;
DROP INDEX public.again;
