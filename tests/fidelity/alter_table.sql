CREATE TABLE t (id int, a text, b int DEFAULT 5 NOT NULL, c varchar(10), d date, e int);
ALTER TABLE t ADD COLUMN f timestamptz DEFAULT now() NOT NULL, ADD COLUMN IF NOT EXISTS a int,
    ADD g uuid PRIMARY KEY DEFAULT gen_random_uuid(), DROP COLUMN e;
ALTER TABLE t ALTER a SET NOT NULL, ALTER b DROP NOT NULL, ALTER b DROP DEFAULT, ALTER c TYPE text USING c || 'x',
    ALTER d TYPE timestamp USING d::timestamp;
ALTER TABLE t ALTER a TYPE varchar(30) COLLATE "C", ALTER id SET DATA TYPE bigint;
ALTER TABLE t RENAME a TO aa; ALTER TABLE t RENAME TO tt;
ALTER TABLE tt ADD CONSTRAINT k CHECK (aa <> '' AND b > 0), ADD CONSTRAINT u UNIQUE (aa, b);
ALTER TABLE tt RENAME CONSTRAINT k TO kk;
ALTER TABLE tt RENAME aa TO aaa;
ALTER TABLE tt ALTER aaa SET STATISTICS 500, ALTER aaa SET STORAGE main, ALTER b SET (n_distinct = -0.5);
ALTER TABLE tt SET (fillfactor = 80, autovacuum_enabled = false), SET UNLOGGED; ALTER TABLE tt RESET (autovacuum_enabled); ALTER TABLE tt SET LOGGED;
ALTER TABLE tt REPLICA IDENTITY FULL;
ALTER TABLE IF EXISTS missing ADD x int;
CREATE TABLE gone (a int); DROP TABLE gone;
CREATE SCHEMA s; ALTER TABLE tt SET SCHEMA s;
CREATE TABLE defaults_kept (t timestamp DEFAULT '1970-01-01', s varchar(9) DEFAULT '', c char(1) DEFAULT 'N', n varchar(5) DEFAULT NULL, j json DEFAULT '{}', i int DEFAULT '5', same text DEFAULT 'x');
ALTER TABLE defaults_kept ALTER t TYPE timestamptz, ALTER s TYPE text, ALTER c TYPE varchar(3), ALTER n TYPE text, ALTER i TYPE bigint, ALTER same TYPE text;
ALTER TABLE defaults_kept ALTER j DROP DEFAULT, ALTER j TYPE jsonb, ALTER j SET DEFAULT '[]';
