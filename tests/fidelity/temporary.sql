CREATE TEMP TABLE scratch (id serial PRIMARY KEY, a int UNIQUE);
CREATE INDEX ON scratch (a);
CREATE TABLE public.scratch (id serial PRIMARY KEY, a int);
DROP TABLE pg_temp.scratch;
CREATE TABLE t (a int); CREATE TEMPORARY VIEW tv AS SELECT 1 AS a; CREATE TEMP SEQUENCE ts;
ALTER TABLE t ADD b int;
-- what reads it is temporary, too
CREATE TEMP TABLE kept (a int);
CREATE VIEW of_kept AS SELECT a FROM kept;
CREATE VIEW on_top AS SELECT t.a FROM t WHERE t.a IN (SELECT a FROM of_kept);
CREATE OR REPLACE VIEW on_top AS SELECT a FROM t UNION SELECT a FROM kept;
CREATE VIEW lasting AS SELECT a FROM t;
