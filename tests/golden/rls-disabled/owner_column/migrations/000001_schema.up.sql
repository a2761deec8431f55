CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, body text);
CREATE TABLE tags (id bigint PRIMARY KEY, owner_id text, label text);
CREATE INDEX ON tags (owner_id);
