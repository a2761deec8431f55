BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.tags DROP COLUMN deleted_at;
ALTER POLICY notes_delete ON public.notes USING (owner = CURRENT_USER OR owner = '');
ALTER POLICY notes_select ON public.notes USING (owner = CURRENT_USER);
ALTER TABLE public.notes DROP COLUMN deleted_at;
ALTER TABLE public.notes DROP COLUMN deleted_reason;
COMMIT;
