CREATE TABLE scenarios (id integer PRIMARY KEY, title text NOT NULL);
INSERT INTO scenarios VALUES (1, 'a'), (7, 'b');
CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE users (id text PRIMARY KEY);
