CREATE TABLE a (id int PRIMARY KEY, x text NOT NULL DEFAULT 'a', y int DEFAULT 1, z bytea, n numeric(8,2) DEFAULT 3, d date DEFAULT '2020-01-01');
CREATE TABLE c (w int, x text DEFAULT 'c') INHERITS (a);
CREATE TABLE e () INHERITS (c);
COMMENT ON COLUMN c.x IS 'own';
ALTER TABLE c ALTER y DROP DEFAULT, ALTER z SET STATISTICS 7, ALTER x SET STORAGE MAIN, ALTER n SET DEFAULT '4', ALTER d DROP DEFAULT;
ALTER TABLE a ALTER x TYPE varchar(40), ALTER y SET DEFAULT 1, ALTER z SET STORAGE EXTERNAL;
ALTER TABLE a ALTER y SET NOT NULL;
ALTER TABLE a ALTER x SET (n_distinct = 4);
ALTER TABLE a ALTER x SET COMPRESSION pglz;
ALTER TABLE a ALTER n TYPE text;
ALTER TABLE a ALTER d TYPE timestamp;
ALTER TABLE a ALTER id SET STATISTICS 9; ALTER TABLE c ALTER id SET STATISTICS 8; ALTER TABLE a ALTER id SET STATISTICS 9;
ALTER TABLE ONLY a ALTER z SET STATISTICS 3;
CREATE TABLE p (id int, x text DEFAULT 'a', n int DEFAULT 1) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p (x DEFAULT 'one') FOR VALUES IN (1);
ALTER TABLE p ALTER n TYPE bigint, ALTER x TYPE varchar;
ALTER TABLE p ALTER x SET (n_distinct = 5);
ALTER TABLE p ALTER n SET DEFAULT 2;
ALTER TABLE p ALTER n DROP DEFAULT;
-- a diamond: the column comes from two parents, and is nobody's own
CREATE TABLE things (id int);
CREATE TABLE sold () INHERITS (things);
CREATE TABLE lent () INHERITS (things);
CREATE TABLE both_of_them () INHERITS (sold, lent);
ALTER TABLE things ADD COLUMN price numeric;
-- the column is there already, and stays what it is to those below
CREATE TABLE plants ();
CREATE TABLE trees (height int) INHERITS (plants);
CREATE TABLE oaks () INHERITS (trees);
ALTER TABLE plants ADD COLUMN height int;
-- no column is a partition's own: those that it says, and those that it had when it came, go with its parent's
CREATE TABLE shelves (id int UNIQUE, label text, depth int) PARTITION BY LIST (id);
CREATE TABLE shelves_1 PARTITION OF shelves (label UNIQUE, depth DEFAULT 4) FOR VALUES IN (1, 2);
CREATE TABLE shelves_2 (depth int, label text, id int UNIQUE);
ALTER TABLE shelves ATTACH PARTITION shelves_2 FOR VALUES IN (3);
ALTER TABLE shelves DROP label, ADD label text;
-- what never goes down, and what a new table takes all the same
CREATE TABLE texts (id int, label text);
CREATE TABLE texts_before () INHERITS (texts);
ALTER TABLE texts ALTER label SET COMPRESSION pglz, ALTER label SET (n_distinct = 4), ALTER id SET STATISTICS 5, ALTER label SET STORAGE MAIN;
CREATE TABLE texts_after () INHERITS (texts);
CREATE TABLE texts_like (LIKE texts INCLUDING ALL);
