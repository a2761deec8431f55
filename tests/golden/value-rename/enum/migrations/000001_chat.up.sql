CREATE TYPE role AS ENUM ('user', 'scenario');
CREATE TABLE messages (id bigint PRIMARY KEY, role role NOT NULL DEFAULT 'scenario', CHECK (role <> 'scenario' OR id > 0));
CREATE TABLE notes (id bigint PRIMARY KEY, kind text NOT NULL CONSTRAINT kinds CHECK (kind IN ('a', 'b', 'c')));
CREATE TYPE kind AS ENUM ('user', 'scenario');
CREATE TABLE tags (id bigint PRIMARY KEY, kind kind NOT NULL);
CREATE TABLE links (id bigint PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('a', 'b')));
