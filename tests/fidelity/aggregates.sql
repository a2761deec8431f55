CREATE SCHEMA app;
SET search_path TO app, public;
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION _first(pair, int) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT ($2, $2)::app.pair';
CREATE FUNCTION _last(pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.b';
CREATE AGGREGATE chosen (int) (SFUNC = _first, STYPE = pair, FINALFUNC = _last);
CREATE AGGREGATE listed (pair) (SFUNC = array_append, STYPE = pair[], INITCOND = '{}');
RESET search_path;
CREATE AGGREGATE public.plain (item int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE VIEW app.date AS SELECT '2020-01-01'::date AS body;
CREATE VIEW app.text AS SELECT 'a'::text AS t;

-- in the way of PostgreSQL 8.1, as the wiki's first and last still are
CREATE FUNCTION first_of (anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE AGGREGATE first (sfunc = first_of, basetype = anyelement, stype = anyelement);
CREATE AGGREGATE counted (basetype = 'ANY', sfunc1 = int8inc, stype1 = int8, initcond1 = '0');
CREATE TABLE named (name text);
CREATE TABLE firsts AS SELECT first(name) AS name, counted(*) AS number FROM named;
CREATE VIEW seconds AS SELECT * FROM firsts;
