-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_revoke_execute.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE ALL ON FUNCTION public.all_notes() FROM service_role;
GRANT ALL ON FUNCTION public.all_notes() TO PUBLIC;
GRANT ALL ON FUNCTION public.all_notes() TO anon;
GRANT ALL ON FUNCTION public.all_notes() TO authenticated;
GRANT ALL ON FUNCTION public.all_notes() TO service_role;
REVOKE ALL ON FUNCTION public."count it"(uuid, text) FROM service_role;
GRANT ALL ON FUNCTION public."count it"(uuid, text) TO anon;
GRANT ALL ON FUNCTION public."count it"(uuid, text) TO authenticated WITH GRANT OPTION;
GRANT ALL ON FUNCTION public."count it"(uuid, text) TO service_role;
COMMIT;
