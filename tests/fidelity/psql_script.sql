\set ON_ERROR_STOP on
\echo 'hello; CREATE TABLE wrong ();'
BEGIN;
CREATE TABLE t (a int, b text);
COPY t (a, b) FROM stdin;
1	CREATE TABLE also_wrong (a int);
2	\N
\.
COMMIT;
CREATE TABLE u (c int); -- CREATE TABLE in_comment (a int);
/* CREATE TABLE in_block /* nested */ (a int); */
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ SELECT '
\q
;' $body$;
\pset pager off
INSERT INTO t VALUES (3, 'a;b');
