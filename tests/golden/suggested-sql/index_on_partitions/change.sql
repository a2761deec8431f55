-- Events are found by kind.
CREATE INDEX events_kind ON events (lower(kind), at DESC);
ALTER TABLE events ALTER kind SET NOT NULL;
