CREATE FUNCTION plain(a int, b text DEFAULT 'x', VARIADIC c numeric[] DEFAULT '{}') RETURNS text LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS $$ SELECT b || a $$;
CREATE FUNCTION plain(a bigint) RETURNS text LANGUAGE sql AS 'SELECT ''it''''s''';
CREATE FUNCTION outs(IN a int, OUT b int, INOUT c text) LANGUAGE plpgsql AS $fn$ BEGIN b := a; END $fn$;
CREATE FUNCTION rows_of() RETURNS TABLE (a int, b text) LANGUAGE plpgsql STABLE ROWS 10 COST 5 AS $$ BEGIN RETURN QUERY SELECT 1, 'x'; END $$;
CREATE FUNCTION definer() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET statement_timeout = '5s' SET work_mem TO 65536 AS '';
CREATE FUNCTION empty_path() RETURNS int LANGUAGE sql SET search_path = '' LEAKPROOF AS 'SELECT 1';
CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE FUNCTION returned(a int) RETURNS int LANGUAGE sql RETURN a + 1;
CREATE PROCEDURE work(INOUT a int DEFAULT 1) LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
CREATE FUNCTION poly(a anyelement, b anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION sets() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id int, name varchar(20));
CREATE FUNCTION of_row(r t) RETURNS SETOF t LANGUAGE sql AS 'SELECT r.*';
CREATE FUNCTION like_column(n t.name%TYPE) RETURNS t.id%TYPE LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION sets() RETURNS SETOF int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION plain(int, text, numeric[]) COST 50 VOLATILE;
ALTER FUNCTION definer() RESET statement_timeout;
ALTER FUNCTION rows_of() SET search_path TO public, "My Schema";
ALTER FUNCTION plain(bigint) RENAME TO renamed;
COMMENT ON FUNCTION outs IS 'gives two'; COMMENT ON PROCEDURE work IS 'works';
CREATE AGGREGATE total (numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0', PARALLEL = SAFE);
-- the type of a column now, whatever becomes of the column
CREATE TABLE typed (id int, name varchar(20));
CREATE FUNCTION typed_length(typed.name%TYPE) RETURNS typed.id%TYPE LANGUAGE sql AS 'SELECT length($1)';
CREATE FUNCTION typed_names(wanted typed.id%TYPE) RETURNS SETOF public.typed.name%TYPE LANGUAGE sql AS 'SELECT wanted::text';
CREATE FUNCTION typed_table(typed.id%TYPE) RETURNS TABLE (one typed.name%TYPE) LANGUAGE sql AS 'SELECT $1::text';
CREATE FUNCTION typed_tables(typed.id%TYPE) RETURNS TABLE (one typed.name%TYPE, two typed.id%TYPE) LANGUAGE sql AS 'SELECT $1::text, $1';
CREATE OR REPLACE FUNCTION typed_length(varchar) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP TABLE typed;
-- a search_path that is taken from the session
CREATE SCHEMA current_one; SET search_path = current_one, public;
CREATE FUNCTION takes_path() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT 1';
CREATE FUNCTION takes_path_later() RETURNS int LANGUAGE sql SET work_mem = '1MB' AS 'SELECT 1';
ALTER FUNCTION takes_path_later() SET search_path FROM CURRENT;
RESET search_path;
CREATE FUNCTION takes_default() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT 1';
