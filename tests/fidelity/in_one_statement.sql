-- what drops goes first
CREATE TABLE t (a timestamptz DEFAULT now(), b int NOT NULL, c int CHECK (c > 0));
ALTER TABLE t ALTER a SET DEFAULT '2020-01-01 00:00:00+00', ALTER a DROP DEFAULT, ALTER b SET NOT NULL, ALTER b DROP NOT NULL;
ALTER TABLE t ADD CONSTRAINT t_c_check CHECK (c > 1), DROP CONSTRAINT t_c_check; ALTER TABLE t ADD c text, DROP c;
CREATE TABLE k (a int, b int, c int, UNIQUE (a) INCLUDE (b)); ALTER TABLE k RENAME b TO bb; ALTER TABLE k DROP bb;
-- a sequence that others take numbers from goes with its table
CREATE SCHEMA s; CREATE TABLE s.base (id serial PRIMARY KEY, other bigserial); CREATE TABLE copy (LIKE s.base INCLUDING ALL, n int DEFAULT nextval('s.base_other_seq'));
ALTER TABLE s.base DROP other CASCADE;
DROP SCHEMA s CASCADE;
-- the types in an exclusion
CREATE TYPE mood AS ENUM ('sad'); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE e (id int, m mood, EXCLUDE (id WITH =, f(id) WITH =) WHERE (m <> 'sad'::mood)); ALTER TYPE mood RENAME TO moods; ALTER FUNCTION f RENAME TO g; CREATE SCHEMA s; ALTER TYPE moods SET SCHEMA s; ALTER TABLE e RENAME m TO mm; ALTER TABLE e RENAME id TO key;
-- a column that is called as what GROUP BY means
CREATE VIEW per_day AS SELECT date_trunc('day', a) AS day, (b) AS n, count(*) FROM t GROUP BY day, GROUPING SETS ((n), (day, n)), b ORDER BY day;
ALTER TABLE t ADD day date, ADD n int;
CREATE FUNCTION at() RETURNS int LANGUAGE sql BEGIN ATOMIC INSERT INTO t (b) SELECT 1 RETURNING b; END; ALTER TABLE t RENAME b TO bb;
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq, COMMUTATOR = ===, NEGATOR = !==); CREATE OPERATOR !== (LEFTARG = text, RIGHTARG = text, FUNCTION = textne, NEGATOR = ===);
ALTER OPERATOR ===(text, text) SET SCHEMA s;
