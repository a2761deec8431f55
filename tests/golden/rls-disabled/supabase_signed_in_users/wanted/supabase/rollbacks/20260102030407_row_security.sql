-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030407_row_security.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030407
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY profiles_delete_own ON public.profiles;
DROP POLICY profiles_update_own ON public.profiles;
DROP POLICY profiles_insert_own ON public.profiles;
DROP POLICY profiles_select_own ON public.profiles;
DROP POLICY notes_delete_own ON public.notes;
DROP POLICY notes_update_own ON public.notes;
DROP POLICY notes_insert_own ON public.notes;
DROP POLICY notes_select_own ON public.notes;
DROP POLICY drafts_delete_own ON public.drafts;
DROP POLICY drafts_update_own ON public.drafts;
DROP POLICY drafts_insert_own ON public.drafts;
DROP POLICY drafts_select_own ON public.drafts;
ALTER TABLE public.settings DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.profiles DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.notes DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.drafts DISABLE ROW LEVEL SECURITY;
COMMIT;
