CREATE SCHEMA app;
CREATE TABLE app.items (id int PRIMARY KEY, owner_id uuid, price int, updated_at timestamptz);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    NEW.updated_at := now();  -- it's late
    RETURN NEW;
END $fn$;
CREATE OR REPLACE FUNCTION app.total(a int, VARIADIC more int[] DEFAULT '{}', OUT sum bigint) LANGUAGE sql STABLE STRICT
    SECURITY DEFINER PARALLEL SAFE COST 50 SET search_path = app, pg_temp SET work_mem = '1MB' AS 'SELECT 1::bigint';
CREATE FUNCTION app.list(low int DEFAULT 0) RETURNS TABLE (id int, price int) LANGUAGE sql ROWS 10 AS $$ SELECT id, price FROM app.items WHERE price > low $$;
CREATE FUNCTION plain(int) RETURNS int LANGUAGE sql IMMUTABLE RETURN $1 + 1;
CREATE PROCEDURE app.work(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; COMMIT; END $$;
ALTER FUNCTION app.touch() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION app.list(int) RENAME TO listing;
CREATE TRIGGER touch BEFORE UPDATE OF price ON app.items FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch('a', 'b''c');
CREATE TRIGGER many AFTER INSERT ON app.items REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
ALTER TABLE app.items DISABLE TRIGGER many;
CREATE VIEW app.cheap WITH (security_barrier = true) AS SELECT id, price FROM app.items WHERE price < 10;
CREATE VIEW app.renamed (a, b) AS SELECT id, price FROM app.cheap WITH LOCAL CHECK OPTION;
CREATE MATERIALIZED VIEW app.sums AS SELECT owner_id, sum(price) AS total FROM app.items GROUP BY 1 WITH NO DATA;
CREATE UNIQUE INDEX sums_owner ON app.sums (owner_id);
ALTER TABLE app.items ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.items FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.items USING (owner_id = nullif(current_setting('app.user', true), '')::uuid);
CREATE POLICY "read all" ON app.items AS RESTRICTIVE FOR SELECT TO PUBLIC USING (price > 0);
CREATE POLICY ins ON app.items FOR INSERT WITH CHECK (price IN (1, 2, 3));
ALTER POLICY ins ON app.items WITH CHECK (price > 0 AND owner_id IS NOT NULL);
COMMENT ON FUNCTION app.touch() IS 'touches';
COMMENT ON TRIGGER touch ON app.items IS 'on change';
COMMENT ON POLICY own ON app.items IS 'each their own';
COMMENT ON VIEW app.cheap IS 'what is cheap';
COMMENT ON COLUMN app.cheap.price IS 'in cents';
COMMENT ON SCHEMA app IS 'all of it';
GRANT USAGE ON SCHEMA app TO PUBLIC;
GRANT SELECT, INSERT (id, price) ON app.items TO PUBLIC;
REVOKE EXECUTE ON FUNCTION app.touch() FROM PUBLIC;
