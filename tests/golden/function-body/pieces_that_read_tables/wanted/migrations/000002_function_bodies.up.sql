-- Issue 3: No validation in the other trigger: at_home() does it from now on.  [function-body]
-- Issue 2: Silent failure in the trigger: noted() does it from now on.  [function-body]
-- Issue 1: No validation in the trigger: noted() does it from now on.  [function-body]
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.at_home() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM jobs WHERE jobs.id = NEW.job AND closed) THEN
        RAISE EXCEPTION 'the job is closed';
    END IF;
    RETURN NEW;
END;
$$;
CREATE OR REPLACE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql SET search_path = 'pg_catalog', pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.jobs WHERE jobs.id = NEW.job AND closed) THEN
        RAISE EXCEPTION 'the job is closed';
    END IF;
    IF NEW.kind = 'a' THEN
        PERFORM 1 FROM public.jobs WHERE id = NEW.job;
    ELSE
        UPDATE public.odd SET n = n + 1;
        DELETE FROM public."odd" USING public.jobs j WHERE j.id = odd.n AND j.id < 0;
    END IF;
    RETURN NEW;
END;
$$;
COMMIT;
