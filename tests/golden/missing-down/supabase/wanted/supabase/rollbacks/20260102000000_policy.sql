-- Run by hand, newest first: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102000000_policy.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102000000
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY "own notes" ON public.notes;
REVOKE ALL ON TABLE public.notes FROM authenticated;
REVOKE ALL ON TABLE public.notes FROM service_role;
GRANT ALL ON TABLE public.notes TO anon;
GRANT ALL ON TABLE public.notes TO authenticated;
GRANT ALL ON TABLE public.notes TO service_role;
COMMIT;
