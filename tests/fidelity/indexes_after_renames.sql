-- the columns of an index keep their names when those of its table are renamed, and copies are called after them
CREATE TABLE events (id int, kind text, at int, PRIMARY KEY (id), UNIQUE (id, kind)) PARTITION BY LIST (id);
CREATE INDEX events_kind ON events (kind) INCLUDE (at); CREATE INDEX ON events (lower(kind), (kind::varchar));
CREATE INDEX ON ONLY events (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
ALTER TABLE events RENAME kind TO type;
CREATE TABLE events_2 (LIKE events INCLUDING ALL);
ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES IN (2, 3);
CREATE TABLE events_3 PARTITION OF events FOR VALUES IN (4);
CREATE TABLE copied (LIKE events_2 INCLUDING INDEXES);
CREATE INDEX ON events (type);
CREATE TABLE events_5 PARTITION OF events FOR VALUES IN (5);
