CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id text NOT NULL, state text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY "it's open" ON notes USING (tenant_id = current_setting('app.tenant', true)) WITH CHECK (true);
CREATE POLICY state_only ON notes FOR UPDATE
    USING (tenant_id = (select current_setting('app.tenant', true)) OR state = 'x')
    WITH CHECK (tenant_id IS NOT NULL AND state IN ('draft', 'done'));
CREATE POLICY unscoped ON notes USING (tenant_id = (select current_setting('app.tenant', true)))
    WITH CHECK (state IN ('draft', 'done') OR id > 5);

-- nothing to do: USING serves, the same said, more said, nothing is written
CREATE POLICY implied ON notes USING (tenant_id = current_setting('app.tenant', true));
CREATE POLICY mirrored ON notes USING (tenant_id = 'a') WITH CHECK ((tenant_id = 'a'));
CREATE POLICY narrower ON notes FOR UPDATE USING (tenant_id = 'a') WITH CHECK (tenant_id = 'a' AND state = 'x');
CREATE POLICY reading ON notes FOR SELECT USING (tenant_id = 'a');

-- nothing to go by
CREATE POLICY anything ON notes FOR INSERT WITH CHECK (true);
CREATE POLICY everything ON notes FOR UPDATE USING (true);
