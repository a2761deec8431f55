CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner = current_user);
CREATE TABLE open (id bigint PRIMARY KEY);
CREATE VIEW notes_of_all AS SELECT id FROM notes;
CREATE VIEW over_a_view AS SELECT id FROM notes_of_all;
CREATE VIEW of_the_open AS SELECT id FROM open;
