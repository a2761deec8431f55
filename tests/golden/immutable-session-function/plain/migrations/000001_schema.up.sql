CREATE SCHEMA app;
CREATE FUNCTION app.tenant() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT current_setting('app.tenant', true) $$;
CREATE FUNCTION app.tenant(fallback text) RETURNS text LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RETURN coalesce(current_setting('app.tenant', true), fallback); END $$;
CREATE TABLE settings (name text PRIMARY KEY, value text);
CREATE FUNCTION app.limit_of(of text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT value FROM public.settings WHERE name = of $$;
CREATE FUNCTION app.norm(of text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(trim(both ' ' from of)) $$;
CREATE FUNCTION app.stable() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.tenant', true) $$;
CREATE FUNCTION app.indexed(of text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT of || current_setting('app.suffix', true) $$;

CREATE TABLE notes (id bigint PRIMARY KEY, tenant text NOT NULL);
CREATE INDEX notes_indexed ON notes (app.indexed(tenant));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (tenant = app.tenant());
CREATE POLICY limited ON notes FOR UPDATE USING (tenant = app.limit_of('x'));
CREATE POLICY normal ON notes FOR DELETE USING (app.norm(tenant) = app.stable());
CREATE POLICY by_index ON notes FOR INSERT WITH CHECK (app.indexed(tenant) = 'x');
