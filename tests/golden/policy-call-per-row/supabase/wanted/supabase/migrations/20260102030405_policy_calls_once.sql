-- The policy "Of an organisation" of public.notes asks auth.jwt(), auth.role() for every row.  [policy-call-per-row]
-- The policy "mixed, of 'both'" of public.notes asks auth.uid() for every row.  [policy-call-per-row]
-- The policy "of members" of public.notes asks auth.uid() for every row.  [policy-call-per-row]
-- The policy "own" of public.notes asks auth.uid() for every row.  [policy-call-per-row]
-- In a sub-select PostgreSQL asks once per statement.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY "Of an organisation" ON public.notes
    USING (org = ((select auth.jwt()) ->> 'org'))
    WITH CHECK (org = (select auth.jwt()) ->> 'org' AND (select auth.role()) = 'authenticated');
ALTER POLICY "mixed, of 'both'" ON public.notes
    USING (user_id = (select auth.uid()) OR (select auth.uid()) = ANY (members));
ALTER POLICY "of members" ON public.notes
    USING (EXISTS (SELECT FROM members m WHERE m.note_id = notes.id AND m.user_id = (select auth.uid())));
ALTER POLICY own ON public.notes
    USING ((select auth.uid()) = user_id);
