-- SQL that code puts together of constants, of what it is given, and of what loops go through
CREATE TABLE a (id int, flag bool); CREATE TABLE b (id int, flag bool); CREATE TABLE c (id int, flag bool);
CREATE FUNCTION col(t varchar, c varchar, d text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_sql text;
BEGIN
  IF (NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name ILIKE t AND column_name ILIKE c)) THEN
    v_sql := 'ALTER TABLE ' || t || ' ADD COLUMN ' || c || ' ' || d;
    EXECUTE v_sql;
  END IF;
END $$;
SELECT col('a', 'one', 'int NOT NULL DEFAULT 1');
SELECT col('a', 'one', 'int NOT NULL DEFAULT 1');
CREATE FUNCTION nullable(t text, c text, yes boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF yes THEN EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP NOT NULL', t, c);
  ELSE EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET NOT NULL', t, c); END IF;
END $$;
SELECT nullable('a', 'flag', false), nullable('a', 'one', true);
CREATE FUNCTION inner_one(text, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE INDEX ' || quote_ident($1 || '_idx') || ' ON ' || $1 || ' (' || $2 || ')'; END $$;
CREATE FUNCTION outer_one(s text, t text) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN PERFORM inner_one(t, s); RETURN true; END $$;
SELECT outer_one('id', 'b');
DO $$
DECLARE t text; tables CONSTANT text[] := ARRAY['a', 'b', 'c']; i int; s text; sec text := '_' || 'sec';
BEGIN
  FOREACH t IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON public.%I USING (true)', t || sec, t);
  END LOOP;
  FOR t IN SELECT unnest(ARRAY['b','c']) LOOP
    s := t || '_x';
    EXECUTE 'CREATE INDEX ' || s || ' ON ' || t || ' (flag)';
  END LOOP;
  FOREACH t IN ARRAY '{a,c}'::text[] LOOP
    EXECUTE format('COMMENT ON TABLE %s IS %L', t, 'it''s ' || t);
  END LOOP;
END $$;
CREATE FUNCTION named(int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION named() RETURNS int LANGUAGE sql AS 'SELECT 1';
DO $$
DECLARE f pg_catalog.regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['public.named(integer, text)'::pg_catalog.regprocedure, 'named()'::regprocedure] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
  IF (SELECT true FROM pg_policies WHERE policyname = 'once') THEN
    EXECUTE 'ALTER POLICY once ON a TO PUBLIC';
  ELSE
    EXECUTE 'CREATE POLICY once ON a USING (true)';
  END IF;
END $$;
-- parameters by other names
CREATE FUNCTION dropped(text, text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  what ALIAS FOR $1; named ALIAS FOR $2;
  whole text; other text;
BEGIN
  whole := 'public.' || lower(named);
  IF upper(what) = 'TABLE' THEN EXECUTE 'DROP TABLE ' || whole;
  ELSIF EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = lower(named)) THEN EXECUTE 'DROP INDEX ' || whole;
  END IF;
  SELECT INTO other tablename FROM pg_tables WHERE tablename = lower(named);
  RETURN 1;
END $$;
CREATE TABLE going (id int); CREATE INDEX going_too ON a (id);
SELECT dropped('Index', 'GOING_TOO'), dropped('table', 'going'), dropped('index', 'nothing');
