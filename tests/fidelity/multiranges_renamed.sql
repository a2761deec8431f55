CREATE TYPE f AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = fm);
CREATE TYPE nrange AS RANGE (SUBTYPE = numeric);
CREATE TABLE t (a fm, b nmultirange, c f, fm int, CHECK (a <> '{}'::fm));
CREATE VIEW v AS SELECT NULL::fm AS x, fm FROM t;
CREATE FUNCTION g(fm) RETURNS nmultirange LANGUAGE sql AS 'SELECT NULL::nmultirange';
ALTER TYPE fm RENAME TO fmulti;
ALTER TYPE nmultirange RENAME TO "N m";
ALTER TYPE f RENAME TO ff;
