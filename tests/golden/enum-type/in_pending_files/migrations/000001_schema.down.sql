DROP TABLE public.parted;
DROP TABLE public.orders;
DROP TYPE public.status;
