CREATE TABLE public.logs (at timestamp DEFAULT now());
