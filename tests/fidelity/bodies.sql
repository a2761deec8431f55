-- bodies name what another search_path finds, what is gone by now, and types that a view of that name hides later
CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
CREATE TABLE gone (id int);
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM gone';
DROP TABLE gone;
CREATE SCHEMA app;
SET search_path = app, pg_catalog;
CREATE TABLE orders (id int, at date DEFAULT CURRENT_DATE);
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM orders';
CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM orders; END;
CREATE FUNCTION returned(x int DEFAULT 1) RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) + x + counted() FROM orders);
CREATE FUNCTION same(x orders) RETURNS orders LANGUAGE plpgsql AS $$ DECLARE y orders; z orders.id%TYPE; BEGIN RETURN x; END $$;
CREATE VIEW json AS SELECT '1'::json AS data;
CREATE VIEW plain AS SELECT data FROM json;
CREATE VIEW again AS SELECT data::pg_catalog.json AS data FROM json;
