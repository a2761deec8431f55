DROP TABLE public.named;
DROP TABLE public.seats;
DROP TABLE public.of_it;
DROP TABLE public.by_constraint;
DROP TABLE public.by_column;
-- nothing to take back: the migration does not make it any more
DROP TABLE public.by_index;
