CREATE TABLE a (x int, y text);
CREATE TABLE b (one a, many a[]);
CREATE VIEW v AS SELECT x, y FROM a;
CREATE FUNCTION f(a, v) RETURNS a[] LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE TYPE c AS (inner_a a, m text[]);
CREATE DOMAIN checked_a AS a CHECK ((VALUE).x > 0);
CREATE TABLE d (v c, w checked_a, CHECK (((v).inner_a).x > 0));
CREATE INDEX ON d ((((v).inner_a).y));
