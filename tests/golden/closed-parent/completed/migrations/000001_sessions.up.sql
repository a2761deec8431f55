CREATE TABLE sessions (id bigint PRIMARY KEY, is_completed boolean NOT NULL DEFAULT false);
CREATE TABLE messages (id bigint PRIMARY KEY, session_id bigint NOT NULL REFERENCES sessions, body text NOT NULL);
