-- Issue 3: No validation in the trigger: finish() does it from now on.  [function-body]
-- Issue 1: Missing time of completion: finish() does it from now on.  [function-body]
-- Issue 4: Drift in the trigger: finish() does it from now on.  [function-body]
-- Issue 2: Silent failure in the trigger: finish() does it from now on.  [function-body]
-- Issue 5: Poor events in the trigger: finish() does it from now on.  [function-body]
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.finish() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer := 0;
BEGIN
    IF NEW.began_at IS NULL THEN
        RAISE EXCEPTION 'no beginning';
    END IF;
    IF NEW.done THEN
        NEW.done_at := coalesce(NEW.done_at, now());
        NEW.seconds := extract(epoch FROM (NEW.done_at - NEW.began_at));
    ELSIF NEW.seconds IS NOT NULL THEN
        NEW.seconds := NULL;
    ELSE
        RAISE EXCEPTION 'not done, and no seconds';
    END IF;
    UPDATE public.totals SET number = totals.number + 1, changed_at = clock_timestamp() WHERE id = 1;
    INSERT INTO public.events (what, detail)
    VALUES ('finished', jsonb_build_object('number', number, 'run', NEW.id));
    RETURN NEW;
END;
$$;
COMMIT;
