INSERT INTO public.orders VALUES (1, 'gone', NULL);
-- a function takes this one, which stays
CREATE TYPE public.kind AS ENUM ('a', 'b');
CREATE TABLE public.things (kind public.kind);
CREATE FUNCTION public.is_a(k public.kind) RETURNS boolean LANGUAGE sql AS $$ SELECT k = 'a' $$;
