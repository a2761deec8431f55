CREATE TABLE notes (id bigint PRIMARY KEY, owner text, shared boolean);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE ROLE reader;
CREATE ROLE writer;
CREATE POLICY "own v2" ON notes FOR SELECT TO reader, writer USING ((owner = current_user));
CREATE POLICY own ON notes FOR SELECT TO writer, reader USING (owner = current_user);
COMMENT ON POLICY "own v2" ON notes IS 'made twice';

-- nothing to do: another command, other roles, restrictive, another condition, a WITH CHECK
CREATE POLICY of_all ON notes TO reader, writer USING (owner = current_user);
CREATE POLICY for_one ON notes FOR SELECT TO reader USING (owner = current_user);
CREATE POLICY hard ON notes AS RESTRICTIVE FOR SELECT TO reader, writer USING (owner = current_user);
CREATE POLICY shared ON notes FOR SELECT TO reader, writer USING (owner = current_user OR shared);
CREATE POLICY change ON notes FOR UPDATE USING (owner = current_user);
CREATE POLICY change_checked ON notes FOR UPDATE USING (owner = current_user) WITH CHECK (owner = current_user);
