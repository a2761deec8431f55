CREATE TABLE notes (id bigint PRIMARY KEY, owner text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY floor ON notes AS RESTRICTIVE USING ((TRUE));
CREATE POLICY floor_of_both ON notes AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (true);

-- nothing to do: it restricts what is written, it is permissive, it has a condition
CREATE POLICY on_writes ON notes AS RESTRICTIVE USING (true) WITH CHECK (owner = current_user);
CREATE POLICY everybody ON notes FOR SELECT USING (true);
CREATE POLICY own ON notes AS RESTRICTIVE USING (owner = current_user);
