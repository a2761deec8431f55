-- PostgreSQL creates things in the first schema of the path that is there
SET search_path = nowhere, "$user", public;
CREATE TABLE items (id serial PRIMARY KEY, name text);
CREATE TYPE state AS ENUM ('open');
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);
CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int);
CREATE STATISTICS seen ON id, name FROM items;
CREATE VIEW ids AS SELECT id FROM items;
CREATE SCHEMA later;
SET search_path = nowhere, later, public;
CREATE TABLE items (id serial PRIMARY KEY, name text);
CREATE INDEX ON items (name);
CREATE DOMAIN amount AS int CHECK (VALUE > 0);
CREATE SEQUENCE numbers;
