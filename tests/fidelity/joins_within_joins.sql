-- joins with an alias in one another, and several by one alias: columns that come to be called alike
CREATE TABLE a (id int, x int); CREATE TABLE b (y int, bid int, w int); CREATE TABLE c (cid int, z int);
CREATE VIEW nested AS SELECT k.z, k.y FROM ((a JOIN b ON a.id = b.bid) j JOIN c ON j.id = c.cid) k;
CREATE VIEW nested_and_named AS SELECT k.z, k.w FROM ((a JOIN b ON a.id = b.bid) j (i) JOIN c ON j.i = c.cid) AS k (ii);
CREATE VIEW one_alias AS SELECT j.y FROM (a JOIN b ON a.id = b.bid) j (i) WHERE j.i IN (SELECT j.w FROM (b JOIN a ON a.id = b.bid) j (o, p));
CREATE VIEW one_alias_too AS SELECT j.y, (j.y) j FROM (a JOIN b ON a.id = b.bid) j UNION SELECT j.z, 1 FROM ((c JOIN a ON a.id = c.cid)) j;
CREATE VIEW query_by_that_alias AS SELECT j.y FROM (a JOIN b ON a.id = b.bid) j, LATERAL (SELECT j.w FROM (SELECT a.x AS w FROM a JOIN c ON true) j) k;
CREATE VIEW union_by_that_alias AS SELECT j.y FROM (a JOIN b ON a.id = b.bid) j, LATERAL (SELECT w FROM ((SELECT j.w) UNION SELECT d.w FROM b AS d JOIN c ON true) j) k;
CREATE VIEW unchanged AS SELECT k.n FROM ((a JOIN c ON a.id = c.cid) j (i) JOIN c AS d ON j.i = d.cid) k (n);
ALTER TABLE a ADD z int;
ALTER TABLE a ADD y int;
ALTER TABLE b ADD cid int;
ALTER TABLE b RENAME w TO x;
ALTER TABLE a RENAME x TO bid;
ALTER TABLE c RENAME z TO y;
ALTER TABLE c RENAME cid TO id;
ALTER TABLE a DROP y;
