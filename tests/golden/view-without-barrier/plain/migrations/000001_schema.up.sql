CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL, secret boolean);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE TABLE open (id bigint PRIMARY KEY);
CREATE VIEW short WITH (security_invoker = true) AS SELECT id FROM notes WHERE NOT secret;
CREATE VIEW barrier WITH (security_barrier = on) AS SELECT id FROM notes WHERE NOT secret;
CREATE VIEW of_the_open AS SELECT id FROM open;
