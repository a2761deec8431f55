-- The index for what comes next: public.notes: policies by user_id.  [rls-without-policy]
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.notes_user_id_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notes_user_id_idx ON public.notes (user_id);
