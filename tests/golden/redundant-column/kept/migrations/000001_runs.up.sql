CREATE TABLE runs (id bigint PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now());
