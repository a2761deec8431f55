DROP TABLE public.orders; DROP TYPE public.color;
