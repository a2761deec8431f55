CREATE TABLE notes (id bigint PRIMARY KEY, user_id uuid NOT NULL, body text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;

CREATE TABLE letters (id bigint PRIMARY KEY, user_id uuid NOT NULL);
ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON letters USING (false);
