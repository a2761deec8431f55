BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION app.tenant(fallback text) RETURNS text LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RETURN coalesce(current_setting('app.tenant', true), fallback); END $$;
CREATE OR REPLACE FUNCTION app.tenant() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT current_setting('app.tenant', true) $$;
CREATE OR REPLACE FUNCTION app.limit_of(of text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT value FROM public.settings WHERE name = of $$;
COMMIT;
