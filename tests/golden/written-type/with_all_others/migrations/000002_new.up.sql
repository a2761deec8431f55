-- small things
CREATE TABLE small (
    id serial PRIMARY KEY, -- counts
    n int NOT NULL DEFAULT 0,
    m smallint[],
    name varchar(10) COLLATE "C" UNIQUE,
    "Code" character(3),
    at timestamp without time zone DEFAULT now(),
    s bigserial
);
CREATE INDEX ON small (n);
ALTER TABLE orders ADD COLUMN code2 varchar(20) NOT NULL DEFAULT 'x', ADD COLUMN w smallint;
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TABLE a_name_that_is_longer_than_sixty_three_bytes_and_therefore_cut_by_postgres (id bigint);
CREATE VIEW small_names AS SELECT name FROM small;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE orders ADD CONSTRAINT positive CHECK (x > 0);
DROP INDEX orders_y_idx;
