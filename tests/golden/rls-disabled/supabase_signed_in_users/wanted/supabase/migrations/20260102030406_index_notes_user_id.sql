-- The index for what comes next: public.notes: row security by user_id.  [rls-disabled]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.notes_user_id_idx, then `supabase db push`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notes_user_id_idx ON public.notes (user_id);
