BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY of_tenant ON public.notes USING (tenant_id = app.tenant());
ALTER POLICY "Mandant: größer" ON public.notes USING ('größer' <> '' AND tenant_id = nullif(current_setting('app.tenant', true), '')::bigint);
COMMIT;
