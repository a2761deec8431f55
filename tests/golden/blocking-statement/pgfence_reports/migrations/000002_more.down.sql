DROP INDEX notes_body;
ALTER TABLE notes DROP CONSTRAINT body_once;
