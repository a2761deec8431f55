CREATE TABLE "My T" (id bigint PRIMARY KEY, tenant_id bigint);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id uuid);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users. read own" ON notes FOR SELECT USING (user_id = current_setting('app.u')::uuid);
