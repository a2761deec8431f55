CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE EXTENSION hstore SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;
CREATE TABLE people (id uuid PRIMARY KEY, email citext UNIQUE, name text, more hstore);
CREATE INDEX ON people USING gin (name gin_trgm_ops);

-- it would no longer find hstore
CREATE FUNCTION more_of(of hstore) RETURNS text LANGUAGE sql SET search_path = public, pg_temp AS $$ SELECT of::hstore -> 'a' $$;
-- it would go on
CREATE FUNCTION similar_to(a text) RETURNS SETOF people LANGUAGE sql SET search_path = public, extensions, pg_temp
    AS $$ SELECT * FROM people WHERE similarity(name, a) > 0.5 $$;
