-- größer
ALTER TABLE notes ADD CONSTRAINT body_once UNIQUE (body);
CREATE INDEX notes_body ON notes (body);
