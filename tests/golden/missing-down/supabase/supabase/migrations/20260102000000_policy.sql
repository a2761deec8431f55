create policy "own notes" on notes for select to authenticated using ((select auth.uid()) = user_id);
revoke all on notes from anon;
