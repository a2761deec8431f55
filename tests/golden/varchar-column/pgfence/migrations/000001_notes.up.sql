-- größer
CREATE TABLE notes (id bigint PRIMARY KEY, "My Title" varchar(100), body varchar);
CREATE TABLE labels (id bigint PRIMARY KEY, name text);
