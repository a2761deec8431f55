CREATE TABLE public.measured (id bigint PRIMARY KEY, at timestamptz(0) NOT NULL DEFAULT now(), seen timestamptz);
CREATE INDEX measured_at ON public.measured (at);
INSERT INTO public.measured VALUES (1, '2026-01-01 10:00:00.9');
