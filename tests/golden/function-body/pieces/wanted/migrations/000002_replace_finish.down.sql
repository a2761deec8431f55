BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.finish() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer := 0;
BEGIN
    IF NEW.done THEN
        NEW.seconds := extract(epoch FROM (NEW.done_at - NEW.began_at));
    ELSIF NEW.seconds IS NOT NULL THEN
        NEW.seconds := NULL;
    END IF;
    UPDATE public.totals SET number = totals.number + 1, changed_at = now() WHERE id = 1;
    INSERT INTO public.events (what, detail) VALUES ('finished', jsonb_build_object('number', number));
    RETURN NEW;
END;
$$;
COMMIT;
