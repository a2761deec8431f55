-- what a text writes as a row of a type has a value for each attribute, NULL for one that comes later
CREATE TYPE comp AS (a int, b text); CREATE TYPE other AS (a int, b text);
CREATE FUNCTION other_is(comp, other) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE t (id int, c comp DEFAULT ROW(1, 'x')::comp, d comp DEFAULT CAST(ROW(1, 'ü') AS comp), e comp DEFAULT (1, 'z'), f comp[] DEFAULT ARRAY[ROW(1,'x')::comp, (2,'y')::comp],
    g comp[] DEFAULT ARRAY[(1, 'x'), ROW(3, '()')]::comp[], h other DEFAULT (1, 'x')::other);
CREATE VIEW v AS SELECT ROW(id, 'x')::comp AS r, (id, 'k'::text)::public.comp AS k FROM t WHERE ROW(1, 2) = ROW(3, id);
CREATE VIEW taken AS SELECT (h).b FROM t;
ALTER TABLE t ADD CHECK (c <> ROW(1, 'x')::comp), ADD CHECK (c IS DISTINCT FROM ROW(1,'x'));
CREATE INDEX i ON t ((ROW(id, 'x')::comp));
ALTER TYPE comp ADD ATTRIBUTE z int, ADD ATTRIBUTE y int;
CREATE TABLE r (a int); CREATE VIEW rows AS SELECT ROW(1)::r AS row; ALTER TABLE r ADD b int;
ALTER TYPE comp DROP ATTRIBUTE a; ALTER TABLE r DROP a;
ALTER TYPE comp DROP ATTRIBUTE z, DROP ATTRIBUTE y;
