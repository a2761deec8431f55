-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_notes_policies.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY notes_delete_own ON public.notes;
DROP POLICY notes_update_own ON public.notes;
DROP POLICY notes_insert_own ON public.notes;
DROP POLICY notes_select_own ON public.notes;
COMMIT;
