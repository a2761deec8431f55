-- "by_name" on public.notes asks for a setting that is an error while it is not set.  [required-setting]
-- "by_tenant" on public.notes asks for a setting that is an error while it is not set.  [required-setting]
-- NULL shows no row instead.
-- A session that has not said for whom it acts finds nothing now, where it failed before.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY by_name ON public.notes
    USING (name = pg_catalog.current_setting('app.' || 'name', true));
ALTER POLICY by_tenant ON public.notes
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid /* whose */ AND name <> 'Zoë')
    WITH CHECK (tenant_id = nullif((select current_setting( 'app.tenant', true)), '')::uuid AND name = current_setting('app.name', true));
COMMIT;
