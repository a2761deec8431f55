BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY unscoped ON public.notes WITH CHECK (state IN ('draft', 'done') OR id > 5);
ALTER POLICY "it's open" ON public.notes WITH CHECK (true);
COMMIT;
