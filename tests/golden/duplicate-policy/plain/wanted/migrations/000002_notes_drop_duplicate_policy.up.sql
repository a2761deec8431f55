-- "own v2" on public.notes says the same as "own".  [duplicate-policy]
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY "own v2" ON public.notes;
COMMIT;
