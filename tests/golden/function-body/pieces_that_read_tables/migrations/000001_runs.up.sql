CREATE TABLE runs (id bigint PRIMARY KEY, kind text, job bigint);
CREATE TABLE jobs (id bigint PRIMARY KEY, closed boolean NOT NULL DEFAULT false);
CREATE TABLE odd (n bigint);
INSERT INTO odd VALUES (0);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql SET search_path = 'pg_catalog', pg_temp AS $$
BEGIN
    IF NEW.kind = 'a' THEN
        PERFORM 1 FROM public.jobs WHERE id = NEW.job;
    END IF;
    RETURN NEW;
END;
$$;
CREATE FUNCTION at_home() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RETURN NEW;
END;
$$;
CREATE TRIGGER noted BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION noted();
