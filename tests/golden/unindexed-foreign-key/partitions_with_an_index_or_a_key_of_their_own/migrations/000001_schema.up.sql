CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE events (id bigint, user_id bigint NOT NULL REFERENCES users, on_day date NOT NULL, n int, PRIMARY KEY (id, on_day)) PARTITION BY RANGE (on_day);
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE events_old (on_day date NOT NULL, n int, id bigint NOT NULL, user_id bigint NOT NULL);
CREATE INDEX events_old_user ON events_old (user_id);
ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE answers (id int PRIMARY KEY, event_id bigint, event_day date, FOREIGN KEY (event_id, event_day) REFERENCES events);
CREATE TABLE events_2022 PARTITION OF events (CONSTRAINT answered FOREIGN KEY (n) REFERENCES answers) FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
