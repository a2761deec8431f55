CREATE TABLE notes (id bigint PRIMARY KEY, "owner's" text, "tenant id" bigint, title text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING ("owner's" = current_setting('app.u', true) AND "tenant id" = current_setting('app.t', true)::bigint);
CREATE TABLE jobs (id bigint PRIMARY KEY, tenant bigint NOT NULL);
