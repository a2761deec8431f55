CREATE TABLE mails (id bigint PRIMARY KEY, sent timestamptz, created_at timestamptz NOT NULL DEFAULT now());
