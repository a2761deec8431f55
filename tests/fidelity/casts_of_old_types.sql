CREATE TABLE a (id int, st varchar(10) DEFAULT 'new' CHECK (st IN ('new', 'old')), v varchar(9) CHECK (v <> ''));
ALTER TABLE a ALTER st TYPE text, ALTER v TYPE text;
CREATE TABLE b (id int, d timestamp CHECK (d > '2020-01-01'), z timestamptz CHECK (z > '2020-01-01'));
ALTER TABLE b ALTER d TYPE timestamptz, ALTER z TYPE date;
CREATE TABLE c (n smallint CHECK (n IN (1, 2)), i int CHECK (i > 0), amt int CHECK (amt > 0));
ALTER TABLE c ALTER n TYPE int, ALTER i TYPE bigint; ALTER TABLE c ALTER n TYPE bigint, ALTER amt TYPE numeric(12,2);
ALTER TABLE c ALTER amt TYPE int;
CREATE TABLE d (n int, kind text, amt numeric); CREATE INDEX di ON d (n) WHERE kind IN ('a', 'b'); CREATE INDEX de ON d ((amt + 1));
ALTER TABLE d ALTER kind TYPE varchar(20), ALTER amt TYPE bigint;
