DROP TABLE public.events;
