CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid, shared boolean, team uuid);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (user_id = (select auth.uid()));
CREATE POLICY "shared, too" ON notes FOR SELECT TO authenticated USING (shared);
CREATE POLICY change_own ON notes FOR UPDATE TO authenticated USING (user_id = (select auth.uid()));
CREATE POLICY change_team ON notes FOR UPDATE TO authenticated USING (team IS NOT NULL) WITH CHECK (shared);
CREATE POLICY hard ON notes AS RESTRICTIVE FOR SELECT TO authenticated USING (id IS NOT NULL);

CREATE TABLE mixed (id uuid PRIMARY KEY, user_id uuid, shared boolean);
ALTER TABLE mixed ENABLE ROW LEVEL SECURITY;
CREATE POLICY manage ON mixed TO authenticated USING (user_id = (select auth.uid()));
CREATE POLICY look ON mixed FOR SELECT TO authenticated USING (shared);

CREATE TABLE of_roles (id uuid PRIMARY KEY, user_id uuid);
ALTER TABLE of_roles ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON of_roles FOR SELECT USING (true);
CREATE POLICY own ON of_roles FOR SELECT TO authenticated USING (user_id = (select auth.uid()));

CREATE TABLE one (id uuid PRIMARY KEY, user_id uuid);
ALTER TABLE one ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON one TO authenticated USING (user_id = (select auth.uid()));
