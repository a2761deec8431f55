CREATE TABLE t (id int, owner text DEFAULT current_user, team int);
CREATE TABLE members (team int, who text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY all_mine ON t USING (owner = current_user) WITH CHECK (owner = current_user);
CREATE POLICY "Team members can read" ON t FOR SELECT TO pg_monitor, PUBLIC
    USING (team IN (SELECT m.team FROM members m WHERE m.who = current_user));
CREATE POLICY never ON t AS RESTRICTIVE FOR DELETE TO pg_monitor, pg_read_all_data USING (false);
CREATE POLICY adding ON t FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE POLICY upd ON t FOR UPDATE USING (true);
ALTER POLICY upd ON t TO pg_monitor USING (id > 0) WITH CHECK (id > 1);
ALTER POLICY never ON t RENAME TO not_ever;
COMMENT ON POLICY upd ON t IS 'changed';
CREATE TABLE off (a int); ALTER TABLE off ENABLE ROW LEVEL SECURITY; ALTER TABLE off DISABLE ROW LEVEL SECURITY;
