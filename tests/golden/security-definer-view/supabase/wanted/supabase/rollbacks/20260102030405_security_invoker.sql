-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_security_invoker.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public.recent RESET (security_invoker);
ALTER VIEW public.emails RESET (security_invoker);
ALTER VIEW public."Of it's users" SET (security_invoker=false);
COMMIT;
