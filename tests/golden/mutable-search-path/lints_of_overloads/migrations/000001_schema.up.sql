-- one body, two signatures: the lint's key is the same for both
CREATE FUNCTION same(a int) RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 1; END ';
CREATE FUNCTION same(a text) RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 1; END ';
-- told apart by their bodies
CREATE FUNCTION other(a int) RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 1; END ';
CREATE FUNCTION other(a text) RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 2; END ';
-- a lint without the body's hash
CREATE FUNCTION unsaid() RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 1; END ';
CREATE FUNCTION unsaid(a int) RETURNS int LANGUAGE plpgsql AS ' BEGIN RETURN 2; END ';
CREATE FUNCTION unsaid(a text) RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ' BEGIN RETURN 3; END ';
-- mended by now, all of them
CREATE FUNCTION pinned() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ' BEGIN RETURN 1; END ';
CREATE FUNCTION pinned(a int) RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ' BEGIN RETURN 1; END ';
