-- a column comes to tables that have one of its name: until 17 that stays as it is, since 18 it is NOT NULL as well
CREATE TABLE p (id int);
CREATE TABLE k (id int, extra int) INHERITS (p);
ALTER TABLE p ADD COLUMN extra int DEFAULT 7 NOT NULL;
CREATE TABLE k2 (id int, extra int DEFAULT 3) INHERITS (p);
ALTER TABLE p ADD COLUMN e2 int DEFAULT 7;
CREATE TABLE q (id int); CREATE TABLE q1 (id int, x int, y int) INHERITS (q); CREATE TABLE q2 () INHERITS (q1);
ALTER TABLE q ADD COLUMN x int NOT NULL, ADD y int CHECK (y > 0) NOT NULL;
ALTER TABLE q ALTER x DROP NOT NULL;
CREATE TABLE r (id int); CREATE TABLE r1 (id int, x int NOT NULL) INHERITS (r); CREATE TABLE r2 (x int) INHERITS (r1); CREATE TABLE r3 () INHERITS (r);
ALTER TABLE r ADD COLUMN x int;
ALTER TABLE r ADD PRIMARY KEY (x);
CREATE TABLE s (id int); CREATE TABLE s1 (id int, x int) INHERITS (s); CREATE TABLE s2 (x int) INHERITS (s1); CREATE TABLE s3 () INHERITS (s);
ALTER TABLE s ADD COLUMN x int PRIMARY KEY;
CREATE TABLE u (id int); CREATE TABLE u1 (id int, x bigint) INHERITS (u); CREATE TABLE u2 () INHERITS (u1);
ALTER TABLE u ADD COLUMN x bigserial;
