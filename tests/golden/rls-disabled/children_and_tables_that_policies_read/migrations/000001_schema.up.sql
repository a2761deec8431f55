CREATE TABLE events (id bigint, user_id bigint, PRIMARY KEY (id, user_id)) PARTITION BY LIST (user_id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE INDEX ON events (user_id);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_own ON events USING (events.user_id = (select nullif(current_setting('app.u', true), '')::bigint));

CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE old_logs () INHERITS (logs);
CREATE INDEX ON logs (user_id);
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY logs_own ON logs FOR SELECT USING (logs.user_id = (select nullif(current_setting('app.u', true), '')::bigint));

CREATE TABLE members (team_id bigint, user_id bigint NOT NULL);
CREATE INDEX ON members (user_id);
CREATE TABLE documents (id bigint PRIMARY KEY, team_id bigint);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_team ON documents USING (team_id IN (SELECT team_id FROM members
    WHERE user_id = (select nullif(current_setting('app.u', true), '')::bigint)));

CREATE TABLE messages (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX ON messages (user_id);
CREATE PUBLICATION supabase_realtime FOR TABLE messages;
