CREATE EXTENSION citext;
CREATE TABLE people (id uuid PRIMARY KEY, email citext UNIQUE);
