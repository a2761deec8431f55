CREATE TABLE people (id bigint PRIMARY KEY, name text);

-- PostgreSQL puts it into the query that calls it
CREATE FUNCTION full_name(p people) RETURNS text LANGUAGE sql STABLE AS 'SELECT p.name';
CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM public.people';

CREATE PROCEDURE empty_in_steps() LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        DELETE FROM public.people WHERE id IN (SELECT id FROM public.people LIMIT 1000);
        EXIT WHEN NOT FOUND;
        COMMIT;
    END LOOP;
END $$;

CREATE FUNCTION as_tenant(t text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('search_path', t, true);
END $$;

-- bound when it was created
CREATE FUNCTION how_many() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM people);
