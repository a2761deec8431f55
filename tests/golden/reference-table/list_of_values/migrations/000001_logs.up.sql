CREATE TABLE logs (
    id bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('signed in', 'it''s out', 'failed')),
    level text NOT NULL CHECK (level = 'info' OR length(level) > 5)
);
