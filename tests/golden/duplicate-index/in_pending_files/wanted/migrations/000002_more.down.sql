DROP INDEX public.said;
-- nothing to take back: the migration does not make it any more
DROP INDEX public.items_a;
DROP TABLE public.items;
-- nothing to take back: the migration does not make it any more
