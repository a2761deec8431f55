CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id uuid NOT NULL, owner text, email text, body json);
CREATE INDEX notes_email ON notes (email);
CREATE INDEX notes_tenant_last ON notes (id, tenant_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_tenant ON notes FOR SELECT USING (tenant_id = (select current_setting('app.t', true))::uuid AND owner = current_user);
CREATE POLICY by_email ON notes FOR UPDATE USING (lower(email) = (select current_setting('app.e', true)));

-- nothing to do: the key, an index on the expression, another table's column, no order
CREATE TABLE members (note_id bigint, email text);
CREATE INDEX ON members (lower(email));
CREATE INDEX ON members (email);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_expression ON members USING (lower(email) = current_user);
CREATE POLICY by_key ON notes FOR DELETE USING (id > 0 AND EXISTS (SELECT FROM members m WHERE m.note_id = 1));
CREATE POLICY by_body ON notes FOR INSERT WITH CHECK (body IS NOT NULL);

-- a function of one's own
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE POLICY by_own_function ON notes FOR DELETE USING (norm(email) = current_user);

-- both at once: a column without an index, and a function of one's own
CREATE TABLE letters (id bigint PRIMARY KEY, sender uuid, email text);
CREATE INDEX ON letters (email);
ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_both ON letters USING (sender = (select current_setting('app.t', true))::uuid AND norm(email) = current_user);
