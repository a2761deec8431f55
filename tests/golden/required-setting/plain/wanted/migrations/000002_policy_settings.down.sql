BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY by_tenant ON public.notes USING (tenant_id = current_setting('app.tenant')::uuid /* whose */ AND name <> 'Zoë') WITH CHECK (tenant_id = (select current_setting( 'app.tenant' ))::uuid AND name = current_setting('app.name'));
ALTER POLICY by_name ON public.notes USING (name = pg_catalog.current_setting('app.' || 'name'));
COMMIT;
