-- public.mixed has several permissive policies for SELECT, which are all asked for every row: "look", "manage".  [multiple-permissive-policies]
-- public.notes has several permissive policies for SELECT, which are all asked for every row: "own", "shared, too".  [multiple-permissive-policies]
-- public.notes has several permissive policies for UPDATE, which are all asked for every row: "change_own", "change_team".  [multiple-permissive-policies]
-- Locks: ACCESS EXCLUSIVE on mixed, notes; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY manage ON public.mixed;
CREATE POLICY manage_insert ON public.mixed FOR INSERT TO authenticated
    WITH CHECK (user_id = (select auth.uid()));
CREATE POLICY manage_update ON public.mixed FOR UPDATE TO authenticated
    USING (user_id = (select auth.uid()));
CREATE POLICY manage_delete ON public.mixed FOR DELETE TO authenticated
    USING (user_id = (select auth.uid()));
ALTER POLICY look ON public.mixed
    USING ((shared) OR (user_id = (select auth.uid())));
DROP POLICY "shared, too" ON public.notes;
ALTER POLICY own ON public.notes
    USING ((user_id = (select auth.uid())) OR (shared));
DROP POLICY change_team ON public.notes;
ALTER POLICY change_own ON public.notes
    USING ((user_id = (select auth.uid())) OR (team IS NOT NULL))
    WITH CHECK ((user_id = (select auth.uid())) OR (shared));
