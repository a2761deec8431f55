CREATE SCHEMA s1;
SET search_path TO s1;
CREATE TABLE docs (id int, org int);
CREATE TABLE m (uid int);
CREATE POLICY p ON docs USING (EXISTS (SELECT 1 FROM m WHERE uid = org));
ALTER TABLE m ADD COLUMN org int;
RESET search_path;

CREATE SCHEMA s2;
SET search_path TO s2;
CREATE TABLE docs (id int, org int);
CREATE TABLE m (uid int, o int);
CREATE POLICY p ON docs USING (EXISTS (SELECT 1 FROM m WHERE uid = org));
ALTER TABLE m RENAME o TO org;
RESET search_path;

CREATE SCHEMA s3;
SET search_path TO s3;
CREATE TABLE docs (id int, org int);
CREATE TABLE m (uid int, o int);
CREATE POLICY p ON docs USING (EXISTS (SELECT 1 FROM m WHERE uid = org));
CREATE VIEW v AS SELECT id FROM docs WHERE EXISTS (SELECT 1 FROM m WHERE uid = org);
ALTER TABLE docs RENAME org TO o;
RESET search_path;

CREATE SCHEMA s4;
SET search_path TO s4;
CREATE TABLE docs (id int, org int);
CREATE TABLE m (uid int, o int);
CREATE POLICY p ON docs USING (EXISTS (SELECT 1 FROM m NATURAL JOIN docs d));
CREATE POLICY q ON docs USING (id IN (SELECT uid FROM (SELECT * FROM m) s JOIN docs d ON s.o = d.org));
ALTER TABLE m ADD COLUMN org int;
RESET search_path;
