CREATE TABLE profiles (id bigint PRIMARY KEY, done_count integer NOT NULL DEFAULT 0, week_count integer NOT NULL DEFAULT 0);
CREATE TABLE runs (id bigint PRIMARY KEY, profile_id bigint NOT NULL REFERENCES profiles ON DELETE CASCADE, done boolean NOT NULL);
CREATE INDEX runs_profile ON runs (profile_id);
