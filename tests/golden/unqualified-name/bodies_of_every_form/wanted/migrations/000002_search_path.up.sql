-- p1 runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- q1 runs with its owner's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- q3 runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- q5 runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- trg runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- "Weird Fn" runs with its caller's rights, and the caller's search_path says what its operators and functions are.  [mutable-search-path]
-- The path is fixed, so that nobody can put their own in front.
-- p1 finds "orders" through its caller's search_path.  [unqualified-name]
-- q1 finds "orders" through its caller's search_path.  [unqualified-name]
-- q3 finds "orders" and "mood" through its caller's search_path.  [unqualified-name]
-- q5 finds "mood" through its caller's search_path.  [unqualified-name]
-- trg finds "orders" through its caller's search_path.  [unqualified-name]
-- "Weird Fn" finds "orders" through its caller's search_path.  [unqualified-name]
-- The body is qualified.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE PROCEDURE public.p1(a int) LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$ DELETE FROM public.orders WHERE id = a; INSERT INTO public.orders VALUES (a); $$;
CREATE OR REPLACE FUNCTION public.q1() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS E'SELECT count(*) FROM public.orders WHERE note = \'y\' -- it\'s';
CREATE OR REPLACE FUNCTION public.q3(VARIADIC a text[] DEFAULT ARRAY['a;b']) RETURNS TABLE (id bigint, "Note" text) LANGUAGE plpgsql ROWS 10
COST 7
SET search_path = pg_catalog, pg_temp AS $q$
#variable_conflict use_column
DECLARE r public.orders%ROWTYPE; m public.mood := 'ok'; t public.orders.note%TYPE;
BEGIN
  FOR r IN SELECT * FROM public.orders o WHERE o.note = ANY (a) LOOP
    id := r.id; "Note" := r.note;
    RETURN NEXT;
  END LOOP;
  INSERT INTO public.orders AS orders (id) SELECT 1 FROM public.orders WHERE false ON CONFLICT (id) DO UPDATE SET note = orders.note;
  DELETE FROM ONLY public.orders USING public.orders o2 WHERE o2.id = orders.id AND false;
END $q$;
CREATE OR REPLACE FUNCTION public.q5(o public.orders) RETURNS public.mood LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN CASE WHEN o.note IS NULL THEN ''bad''::public.mood ELSE ''ok'' END; END';
CREATE OR REPLACE FUNCTION public.trg() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$ BEGIN INSERT INTO public.orders SELECT * FROM newrows LIMIT 0; RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION s2."Weird Fn"("A b" int) RETURNS int LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN (SELECT "Total" FROM public.orders WHERE id = "A b"); END $$;
COMMIT;
