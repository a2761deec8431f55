BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION s2."Weird Fn"("A b" int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT "Total" FROM orders WHERE id = "A b"); END $$;
CREATE OR REPLACE FUNCTION public.trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO orders SELECT * FROM newrows LIMIT 0; RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION public.q5(o orders) RETURNS mood LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN CASE WHEN o.note IS NULL THEN ''bad''::mood ELSE ''ok'' END; END';
CREATE OR REPLACE FUNCTION public.q3(VARIADIC a text[] DEFAULT ARRAY['a;b']) RETURNS TABLE (id bigint, "Note" text) LANGUAGE plpgsql ROWS 10
COST 7 AS $q$
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
CREATE OR REPLACE FUNCTION public.q1() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS E'SELECT count(*) FROM orders WHERE note = \'y\' -- it\'s';
CREATE OR REPLACE PROCEDURE public.p1(a int) LANGUAGE sql AS $$ DELETE FROM orders WHERE id = a; INSERT INTO orders VALUES (a); $$;
COMMIT;
