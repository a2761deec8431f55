CREATE SCHEMA lib; CREATE COLLATION lib.german (provider = libc, locale = 'C'); CREATE TABLE lib.t (id int, title text, v text);
-- one that only the search_path finds
SET search_path = lib, public;
ALTER TABLE t ADD gg text COLLATE german; CREATE DOMAIN dg AS text COLLATE german; CREATE INDEX ON t (title COLLATE german, (lower(v) COLLATE german));
CREATE VIEW gv AS SELECT title COLLATE german AS c FROM t ORDER BY title COLLATE german; CREATE TYPE cg AS (a text COLLATE german);
CREATE TABLE pg (a text COLLATE german) PARTITION BY LIST (a COLLATE german); CREATE TABLE ck (a text CHECK (a COLLATE german > 'b'), b text GENERATED ALWAYS AS (lower(a COLLATE german)) STORED, EXCLUDE (a COLLATE german WITH =));
CREATE STATISTICS sg ON (a COLLATE german), b FROM ck; CREATE TYPE rg AS RANGE (subtype = text, collation = german);
CREATE TABLE made AS SELECT title COLLATE german AS t FROM t;
RESET search_path;
ALTER COLLATION lib.german RENAME TO deutsch;
ALTER COLLATION lib.deutsch SET SCHEMA public;
