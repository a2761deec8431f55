DROP TABLE public.parted;
DROP TABLE public.orders;
-- nothing to take back: the migration does not make it any more
