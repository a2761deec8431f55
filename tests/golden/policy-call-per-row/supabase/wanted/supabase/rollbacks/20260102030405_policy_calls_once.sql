-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_policy_calls_once.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY own ON public.notes USING (auth.uid() = user_id);
ALTER POLICY "of members" ON public.notes USING (EXISTS (SELECT FROM members m WHERE m.note_id = notes.id AND m.user_id = auth.uid()));
ALTER POLICY "mixed, of 'both'" ON public.notes USING (user_id = (select auth.uid()) OR auth.uid() = ANY (members));
ALTER POLICY "Of an organisation" ON public.notes USING (org = (auth.jwt() ->> 'org')) WITH CHECK (org = auth.jwt() ->> 'org' AND auth.role() = 'authenticated');
COMMIT;
