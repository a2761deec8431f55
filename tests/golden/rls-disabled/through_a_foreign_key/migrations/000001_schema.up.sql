CREATE TABLE tasks (id bigint PRIMARY KEY, user_id uuid NOT NULL);
CREATE INDEX ON tasks (user_id);
CREATE TABLE task_messages (id bigint PRIMARY KEY, task_id bigint REFERENCES tasks, body text);
