-- public.notes has row security and no policy: only its owner sees a row.  [rls-without-policy]
-- Users get their own rows, by user_id.
-- service_role goes past row security.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE POLICY notes_select_own ON public.notes FOR SELECT TO authenticated
    USING (user_id = (select auth.uid()));
CREATE POLICY notes_insert_own ON public.notes FOR INSERT TO authenticated
    WITH CHECK (user_id = (select auth.uid()));
CREATE POLICY notes_update_own ON public.notes FOR UPDATE TO authenticated
    USING (user_id = (select auth.uid()))
    WITH CHECK (user_id = (select auth.uid()));
CREATE POLICY notes_delete_own ON public.notes FOR DELETE TO authenticated
    USING (user_id = (select auth.uid()));
