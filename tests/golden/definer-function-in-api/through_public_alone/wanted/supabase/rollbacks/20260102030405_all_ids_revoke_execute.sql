-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_all_ids_revoke_execute.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE ALL ON FUNCTION public.all_ids() FROM authenticated;
REVOKE ALL ON FUNCTION public.all_ids() FROM service_role;
GRANT ALL ON FUNCTION public.all_ids() TO PUBLIC;
COMMIT;
