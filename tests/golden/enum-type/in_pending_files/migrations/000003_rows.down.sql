DROP FUNCTION public.is_a(public.kind);
DROP TABLE public.things;
DROP TYPE public.kind;
DELETE FROM public.orders;
