CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE CHECK (a > 0), b int REFERENCES t, c int CHECK (c > a), CHECK (a <> b),
    CHECK (a < b), CHECK (true), UNIQUE (a, b), UNIQUE (b, a), FOREIGN KEY (a) REFERENCES t, FOREIGN KEY (b) REFERENCES t (id),
    EXCLUDE (a WITH =));
ALTER TABLE t ADD CHECK (a IS NOT NULL), ADD CHECK (b > 0 AND b < 9), ADD FOREIGN KEY (c) REFERENCES t, ADD UNIQUE (c);
CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a, b) INCLUDE (c);
CREATE INDEX ON t ((a)); CREATE INDEX ON t ((a), (b)); CREATE INDEX ON t (abs(a), abs(b), (a * b), (b * a));
CREATE TABLE u_a_seq (x int);
CREATE TABLE u (a serial, b bigserial NOT NULL, c smallserial UNIQUE);
CREATE SEQUENCE v_id_seq;
CREATE TABLE v (id serial);
CREATE TABLE w_pkey (x int);
CREATE TABLE w (id int PRIMARY KEY, y int);
CREATE INDEX w_y_idx ON t (a);
CREATE INDEX ON w (y);
CREATE TABLE key_said_twice (id uuid NOT NULL UNIQUE, CONSTRAINT key_said_twice_primary PRIMARY KEY (id));
CREATE TABLE key_named_by_the_other (id int PRIMARY KEY, n int, CONSTRAINT its_name UNIQUE (id), UNIQUE (n), UNIQUE (n));
CREATE TABLE keys_that_differ (id int PRIMARY KEY, n int UNIQUE, UNIQUE (n) DEFERRABLE, UNIQUE (n) INCLUDE (id), UNIQUE (n, id), UNIQUE (id, n));

-- what is free is asked of all constraints of the schema, those of other tables and of domains among them
CREATE SCHEMA beside;
CREATE TABLE was (a int CHECK (a > 0), b int UNIQUE, c int REFERENCES was (b), CHECK (a > b));
ALTER TABLE was RENAME TO older;
CREATE TABLE was (a int CHECK (a > 1), b int UNIQUE, c int REFERENCES was (b), CHECK (a > b));
CREATE TABLE beside.was (a int CHECK (a > 1), b int UNIQUE);
CREATE DOMAIN sized AS int CHECK (value > 0);
ALTER DOMAIN sized RENAME TO larger;
CREATE DOMAIN sized AS int CHECK (value > 1) CHECK (value < 9);
CREATE DOMAIN was_a AS int CHECK (value > 0);
CREATE TABLE other (x int CONSTRAINT mine_pkey CHECK (x > 0));
CREATE TABLE mine (x int PRIMARY KEY);
