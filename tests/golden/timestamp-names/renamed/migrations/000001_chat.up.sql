CREATE TABLE messages (id bigint PRIMARY KEY, "timestamp" timestamptz NOT NULL DEFAULT now());
CREATE INDEX messages_time ON messages ("timestamp");
CREATE TABLE mails (id bigint PRIMARY KEY, sent timestamptz, created_at timestamptz NOT NULL DEFAULT now());
