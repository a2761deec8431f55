CREATE TEMP TABLE scratch (id serial PRIMARY KEY, a int UNIQUE);
CREATE INDEX ON scratch (a);
CREATE TABLE public.scratch (id serial PRIMARY KEY, a int);
DROP TABLE pg_temp.scratch;
CREATE TABLE t (a int); CREATE TEMPORARY VIEW tv AS SELECT 1 AS a; CREATE TEMP SEQUENCE ts;
ALTER TABLE t ADD b int;
