CREATE TABLE orders (id bigint PRIMARY KEY, note text, "Total" int);
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE FUNCTION q1() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM orders WHERE note = ''x''';
CREATE FUNCTION q2(VARIADIC a text[] DEFAULT ARRAY['a;b']) RETURNS TABLE (id bigint, "Note" text) LANGUAGE plpgsql ROWS 10 AS $q$
#variable_conflict use_column
DECLARE r orders%ROWTYPE; m mood := 'ok'; t orders.note%TYPE;
BEGIN
  FOR r IN SELECT * FROM orders o WHERE o.note = ANY (a) LOOP
    id := r.id; "Note" := r.note;
    RETURN NEXT;
  END LOOP;
  INSERT INTO orders AS orders (id) SELECT 1 FROM orders WHERE false ON CONFLICT (id) DO UPDATE SET note = orders.note;
  DELETE FROM ONLY orders USING orders o2 WHERE o2.id = orders.id AND false;
END $q$;
ALTER FUNCTION q2(text[]) COST 7;
ALTER FUNCTION q2(text[]) RENAME TO q3;
COMMENT ON FUNCTION q3(text[]) IS 'says';
CREATE OR REPLACE FUNCTION q1() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS E'SELECT count(*) FROM orders WHERE note = \'y\' -- it\'s';
CREATE FUNCTION q5(o orders) RETURNS mood LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN CASE WHEN o.note IS NULL THEN ''bad''::mood ELSE ''ok'' END; END';
CREATE SCHEMA s2;
CREATE FUNCTION s2."Weird Fn"("A b" int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT "Total" FROM orders WHERE id = "A b"); END $$;
CREATE PROCEDURE p1(a int) LANGUAGE sql AS $$ DELETE FROM orders WHERE id = a; INSERT INTO orders VALUES (a); $$;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO orders SELECT * FROM newrows LIMIT 0; RETURN NULL; END $$;
CREATE TRIGGER t1 AFTER INSERT ON orders REFERENCING NEW TABLE AS newrows FOR EACH STATEMENT EXECUTE FUNCTION trg();
CREATE AGGREGATE agg(int) (SFUNC = int4pl, STYPE = int);
DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT EXECUTE ON FUNCTION q3(text[]) TO clerk WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION q1() FROM PUBLIC;
