CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid NOT NULL);
GRANT SELECT (id) ON notes TO anon;
CREATE VIEW titles AS SELECT id FROM notes;
CREATE TABLE jobs (id uuid PRIMARY KEY);
REVOKE ALL ON jobs FROM anon, authenticated;
