BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY notes_delete_own ON public.notes;
DROP POLICY notes_update_own ON public.notes;
DROP POLICY notes_insert_own ON public.notes;
DROP POLICY notes_select_own ON public.notes;
COMMIT;
