BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql SET search_path = 'pg_catalog', pg_temp AS $$
BEGIN
    IF NEW.kind = 'a' THEN
        PERFORM 1 FROM public.jobs WHERE id = NEW.job;
    END IF;
    RETURN NEW;
END;
$$;
CREATE OR REPLACE FUNCTION public.at_home() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RETURN NEW;
END;
$$;
COMMIT;
