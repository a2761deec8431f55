CREATE TABLE messages (id bigint PRIMARY KEY, "timestamp" timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX messages_time ON messages ("timestamp");
CREATE TABLE runs (id bigint PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE jobs (id bigint PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now());
CREATE VIEW latest AS SELECT id, created_at FROM jobs;
CREATE TABLE odd (id bigint PRIMARY KEY, made text, made_at timestamptz);
