CREATE TABLE events (actor uuid NOT NULL, on_day date NOT NULL) PARTITION BY RANGE (on_day);
CREATE INDEX ON events (actor);
CREATE TABLE archive PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2026-01-01');
