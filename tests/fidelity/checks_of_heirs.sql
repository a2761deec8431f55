CREATE TABLE things (id int, price int);
CREATE TABLE sold () INHERITS (things);
ALTER TABLE things ADD CONSTRAINT dear CHECK (price > 0);
ALTER TABLE sold ADD CONSTRAINT dear CHECK (price > 0);
CREATE TABLE lent (CONSTRAINT dear CHECK (price > 0)) INHERITS (things);
CREATE TABLE both_of_them () INHERITS (sold, things, lent);
ALTER TABLE both_of_them NO INHERIT sold;
ALTER TABLE things ADD COLUMN weight int CHECK (weight > 1);
CREATE TABLE given () INHERITS (lent, things);
ALTER TABLE given NO INHERIT things;
ALTER TABLE things ADD CHECK (id > 0) NOT VALID;
-- a new table has no rows
CREATE TABLE fresh (id int, thing int, CHECK (id > 0) NOT VALID, CHECK (id < 9) NO INHERIT NOT VALID);
ALTER TABLE things ADD PRIMARY KEY (id);
CREATE TABLE refers (thing int, FOREIGN KEY (thing) REFERENCES things NOT VALID);
-- named after a column that all tables have
CREATE TABLE apart (a boolean, CHECK (tableoid > 0), CHECK (a AND tableoid > 5), CHECK (NOT a));
