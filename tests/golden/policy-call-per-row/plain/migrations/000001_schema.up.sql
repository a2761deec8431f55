CREATE SCHEMA app;
CREATE SCHEMA auth;
CREATE FUNCTION app.tenant() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.tenant', true), '')::bigint $$;
CREATE FUNCTION auth.chance() RETURNS double precision LANGUAGE sql VOLATILE AS 'SELECT random()';
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, score double precision);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Mandant: größer" ON notes
    USING ('größer' <> '' AND tenant_id = nullif(current_setting('app.tenant', true), '')::bigint);
CREATE POLICY of_tenant ON notes AS RESTRICTIVE USING (tenant_id = app.tenant());
CREATE POLICY drawn ON notes FOR DELETE USING (score > auth.chance());
CREATE POLICY once ON notes FOR SELECT
    USING (tenant_id = (select nullif(current_setting('app.tenant', true), '')::bigint));
