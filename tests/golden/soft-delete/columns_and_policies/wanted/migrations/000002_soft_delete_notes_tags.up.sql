-- Rows of notes and tags are marked as deleted and kept.  [soft-delete]
-- Policies that now pass over deleted rows: notes_select, notes_delete.
-- Locks: ACCESS EXCLUSIVE on notes, tags; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ADD COLUMN deleted_at timestamptz;
COMMENT ON COLUMN public.notes.deleted_at IS 'When the row was deleted; NULL while it is there.';
ALTER TABLE public.notes ADD COLUMN deleted_reason text;
COMMENT ON COLUMN public.notes.deleted_reason IS 'Why the row was deleted.';
ALTER TABLE public.tags ADD COLUMN deleted_at timestamptz;
COMMENT ON COLUMN public.tags.deleted_at IS 'When the row was deleted; NULL while it is there.';
ALTER POLICY notes_select ON public.notes USING ((owner = CURRENT_USER) AND deleted_at IS NULL);
ALTER POLICY notes_delete ON public.notes USING ((owner = CURRENT_USER OR owner = '') AND deleted_at IS NULL);
COMMIT;
