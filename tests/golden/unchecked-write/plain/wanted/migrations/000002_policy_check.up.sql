-- "it's open" on public.notes says in USING whose rows it is about, and lets anybody's be written.  [unchecked-write]
-- "unscoped" on public.notes says in USING whose rows it is about, and lets anybody's be written.  [unchecked-write]
-- New rows are held to the same.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY "it's open" ON public.notes
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
ALTER POLICY unscoped ON public.notes
    WITH CHECK ((tenant_id = (select current_setting('app.tenant', true))) AND (state IN ('draft', 'done') OR id > 5));
COMMIT;
