CREATE EXTENSION pg_trgm SCHEMA public VERSION '1.3';
CREATE EXTENSION hstore SCHEMA public VERSION '1.8';
-- of any version: the database that was looked at had an earlier one
CREATE EXTENSION citext SCHEMA public;
CREATE TABLE people (id uuid PRIMARY KEY, name text);
CREATE INDEX ON people USING gin (name gin_trgm_ops);
