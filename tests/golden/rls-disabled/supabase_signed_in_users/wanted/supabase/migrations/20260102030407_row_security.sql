-- Row security is off: whoever may read public.drafts sees every row.  [rls-disabled]
-- Users get their own rows, by author_id.
-- Row security is off: whoever may read public.notes sees every row.  [rls-disabled]
-- Users get their own rows, by user_id.
-- Row security is off: whoever may read public.profiles sees every row.  [rls-disabled]
-- Users get their own rows, by id.
-- public.settings has policies (own) that do nothing, because its row security is off.  [rls-disabled]
-- service_role goes past row security.
-- The table's owner is not bound by policies: where the application connects as the owner, set force = true for this rule.
-- No policy of public.settings allows INSERT, UPDATE, DELETE: only its owner may.
-- Locks: ACCESS EXCLUSIVE on drafts, notes, profiles, settings; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY drafts_select_own ON public.drafts FOR SELECT TO authenticated
    USING (author_id = (select auth.uid())::text);
CREATE POLICY drafts_insert_own ON public.drafts FOR INSERT TO authenticated
    WITH CHECK (author_id = (select auth.uid())::text);
CREATE POLICY drafts_update_own ON public.drafts FOR UPDATE TO authenticated
    USING (author_id = (select auth.uid())::text)
    WITH CHECK (author_id = (select auth.uid())::text);
CREATE POLICY drafts_delete_own ON public.drafts FOR DELETE TO authenticated
    USING (author_id = (select auth.uid())::text);
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_select_own ON public.notes FOR SELECT TO authenticated
    USING (user_id = (select auth.uid()));
CREATE POLICY notes_insert_own ON public.notes FOR INSERT TO authenticated
    WITH CHECK (user_id = (select auth.uid()));
CREATE POLICY notes_update_own ON public.notes FOR UPDATE TO authenticated
    USING (user_id = (select auth.uid()))
    WITH CHECK (user_id = (select auth.uid()));
CREATE POLICY notes_delete_own ON public.notes FOR DELETE TO authenticated
    USING (user_id = (select auth.uid()));
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY profiles_select_own ON public.profiles FOR SELECT TO authenticated
    USING (id = (select auth.uid()));
CREATE POLICY profiles_insert_own ON public.profiles FOR INSERT TO authenticated
    WITH CHECK (id = (select auth.uid()));
CREATE POLICY profiles_update_own ON public.profiles FOR UPDATE TO authenticated
    USING (id = (select auth.uid()))
    WITH CHECK (id = (select auth.uid()));
CREATE POLICY profiles_delete_own ON public.profiles FOR DELETE TO authenticated
    USING (id = (select auth.uid()));
ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;
