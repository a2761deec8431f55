CREATE TABLE public.secrets (id bigint PRIMARY KEY, note text);
CREATE FUNCTION public.empty_path() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = '' AS
    $$ SELECT note::text FROM public.secrets LIMIT 1 $$;
CREATE FUNCTION public.first(n int) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp, "Odd schema", public AS
    $$ SELECT note FROM secrets WHERE id = n $$;
CREATE SCHEMA "Odd schema";
CREATE FUNCTION public.not_named() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = public AS
    $$ SELECT note FROM secrets LIMIT 1 $$;
CREATE FUNCTION public.only_that() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp AS
    $$ SELECT note FROM public.secrets LIMIT 1 $$;
-- these are as they should be
CREATE FUNCTION public.last_is_temp() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
    $$ SELECT note FROM secrets LIMIT 1 $$;
CREATE FUNCTION public.caller() RETURNS text LANGUAGE sql SET search_path = public AS
    $$ SELECT note FROM secrets LIMIT 1 $$;
