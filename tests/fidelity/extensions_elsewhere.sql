-- what extensions have is qualified where that can be done, and announced where it cannot
CREATE SCHEMA extensions;
CREATE SCHEMA app;
CREATE EXTENSION citext WITH SCHEMA extensions;
CREATE EXTENSION "uuid-ossp" WITH SCHEMA extensions;
SET search_path = app, extensions;
CREATE DOMAIN mail AS citext;
CREATE TYPE pair AS (a citext, b mail[]);
CREATE TABLE people (id uuid DEFAULT uuid_generate_v4(), name citext NOT NULL, likes pair);
CREATE FUNCTION same(x citext, y citext[] DEFAULT NULL) RETURNS citext LANGUAGE sql AS 'SELECT $1';
CREATE VIEW named AS SELECT 'x'::citext AS x, uuid_nil() AS nil FROM people;
CREATE VIEW equals AS SELECT name FROM people WHERE name = 'y'::citext;
