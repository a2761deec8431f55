-- The policy "Mandant: größer" of public.notes asks current_setting('app.tenant', true) for every row.  [policy-call-per-row]
-- The policy "of_tenant" of public.notes asks app.tenant() for every row.  [policy-call-per-row]
-- In a sub-select PostgreSQL asks once per statement.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER POLICY "Mandant: größer" ON public.notes
    USING ('größer' <> '' AND tenant_id = nullif((select current_setting('app.tenant', true)), '')::bigint);
ALTER POLICY of_tenant ON public.notes
    USING (tenant_id = (select app.tenant()));
COMMIT;
