DROP TABLE public.named;
DROP TABLE public.seats;
DROP TABLE public.of_it;
DROP TABLE public.by_constraint;
DROP TABLE public.by_column;
DROP INDEX public.by_index_a;
DROP TABLE public.by_index;
