CREATE TABLE events (
    id bigint NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL DEFAULT 'x',
    CONSTRAINT kind_known CHECK (kind IN ('x', 'y')),
    PRIMARY KEY (id, at, kind)
) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2026_x PARTITION OF events_2026 FOR VALUES IN ('x');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_kind ON events (kind);
CREATE TABLE attached (id bigint NOT NULL, at timestamptz NOT NULL, kind text NOT NULL DEFAULT 'x', CONSTRAINT kind_known CHECK (kind IN ('x', 'y')));
ALTER TABLE events ATTACH PARTITION attached FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE TABLE hashed (id int) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE refers (event_id bigint, event_at timestamptz, event_kind text, FOREIGN KEY (event_id, event_at, event_kind) REFERENCES events);
