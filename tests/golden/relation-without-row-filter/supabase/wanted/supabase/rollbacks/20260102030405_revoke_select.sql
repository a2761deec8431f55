-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_revoke_select.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE SELECT ON TABLE public.for_everybody FROM service_role;
GRANT SELECT ON TABLE public.for_everybody TO PUBLIC;
GRANT SELECT ON TABLE public.customers TO authenticated;
GRANT SELECT ON TABLE public."notes per user" TO anon;
GRANT SELECT ON TABLE public."notes per user" TO authenticated;
COMMIT;
