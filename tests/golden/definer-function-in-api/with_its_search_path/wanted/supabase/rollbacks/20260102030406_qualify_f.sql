-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030406_qualify_f.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030406
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE OR REPLACE FUNCTION public.f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM t $$;
REVOKE ALL ON FUNCTION public.f() FROM service_role;
GRANT ALL ON FUNCTION public.f() TO PUBLIC;
GRANT ALL ON FUNCTION public.f() TO anon;
GRANT ALL ON FUNCTION public.f() TO authenticated;
GRANT ALL ON FUNCTION public.f() TO service_role;
COMMIT;
