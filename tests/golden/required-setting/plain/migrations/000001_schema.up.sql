CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id uuid NOT NULL, name text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_tenant ON notes
    USING (tenant_id = current_setting('app.tenant')::uuid /* whose */ AND name <> 'Zoë')
    WITH CHECK (tenant_id = (select current_setting( 'app.tenant' ))::uuid AND name = current_setting('app.name'));
CREATE POLICY by_name ON notes FOR SELECT USING (name = pg_catalog.current_setting('app.' || 'name'));

-- nothing to do: it may be missing already; nothing is asked
CREATE POLICY may_be_missing ON notes FOR DELETE USING (name = current_setting('app.name', true));
CREATE POLICY no_setting ON notes FOR UPDATE USING (name = current_user);

-- NULL would let rows through
CREATE POLICY fail_open ON notes FOR SELECT USING (current_setting('app.tenant') IS NULL OR name = 'open');
