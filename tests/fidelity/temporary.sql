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
-- what is copied of one stays
CREATE TEMP TABLE model (id serial PRIMARY KEY, a int NOT NULL DEFAULT 3 CHECK (a > 1), b text UNIQUE, c int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE model DROP a, ADD d date; ALTER TABLE model ALTER d SET NOT NULL;
CREATE TABLE like_model (LIKE model INCLUDING ALL EXCLUDING DEFAULTS);
CREATE TABLE of_model AS SELECT m.*, m.b || 'x' AS e FROM model m;
