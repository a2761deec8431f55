CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE TABLE people (id bigint PRIMARY KEY, name text, mail citext);
CREATE TYPE mood AS ENUM ('well', 'ill');

CREATE FUNCTION find_by_mail(m citext) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT p.id FROM public.people p WHERE p.mail = m);
END $$;

CREATE FUNCTION alike(n text) RETURNS SETOF public.people LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN QUERY SELECT * FROM public.people WHERE name % n;
END $$;

CREATE FUNCTION is_well(m text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    RETURN m::mood = 'well';
END $$;

CREATE FUNCTION count_rows(t text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %I', t) INTO n;
    RETURN n;
END $$;
