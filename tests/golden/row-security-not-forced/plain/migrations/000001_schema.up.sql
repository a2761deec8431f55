CREATE TABLE notes (id bigint PRIMARY KEY, owner text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (owner = current_user);

-- nothing to do: forced already, no row security, not a schema of the API
CREATE TABLE forced (id bigint PRIMARY KEY);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
CREATE TABLE off (id bigint PRIMARY KEY);
CREATE SCHEMA private;
CREATE TABLE private.notes (id bigint PRIMARY KEY);
ALTER TABLE private.notes ENABLE ROW LEVEL SECURITY;
