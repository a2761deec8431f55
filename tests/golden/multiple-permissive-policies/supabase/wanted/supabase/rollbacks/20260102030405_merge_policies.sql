-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_merge_policies.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY manage_delete ON public.mixed;
DROP POLICY manage_update ON public.mixed;
DROP POLICY manage_insert ON public.mixed;
DROP POLICY change_own ON public.notes;
CREATE POLICY change_own ON public.notes FOR UPDATE TO authenticated USING (user_id = (select auth.uid()));
CREATE POLICY change_team ON public.notes FOR UPDATE TO authenticated USING (team IS NOT NULL) WITH CHECK (shared);
CREATE POLICY "shared, too" ON public.notes FOR SELECT TO authenticated USING (shared);
CREATE POLICY manage ON public.mixed TO authenticated USING (user_id = (select auth.uid()));
ALTER POLICY own ON public.notes USING (user_id = (select auth.uid()));
ALTER POLICY look ON public.mixed USING (shared);
COMMIT;
