CREATE TABLE runs (id bigint PRIMARY KEY, done boolean NOT NULL, began_at timestamptz NOT NULL, done_at timestamptz, seconds integer);
CREATE TABLE totals (id bigint PRIMARY KEY, number bigint NOT NULL, changed_at timestamptz);
CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL, detail jsonb);
CREATE FUNCTION finish() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
CREATE TRIGGER finish BEFORE INSERT OR UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION finish();
