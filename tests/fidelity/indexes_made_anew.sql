-- an index that is made anew for a new type loses the statistics targets of its columns, as far as it is on what changed
CREATE TABLE t (a int NOT NULL, c int NOT NULL, d text, e int);
CREATE INDEX named ON t ((a + c), (d || 'x')); ALTER INDEX named ALTER COLUMN 2 SET STATISTICS 55;
CREATE INDEX partial ON t ((d || 'y')) WHERE a > 1; ALTER INDEX partial ALTER COLUMN 1 SET STATISTICS 56;
CREATE INDEX including ON t ((d || 'z')) INCLUDE (a); ALTER INDEX including ALTER COLUMN 1 SET STATISTICS 57;
CREATE INDEX elsewhere ON t ((e + c)); ALTER INDEX elsewhere ALTER COLUMN 1 SET STATISTICS 58;
ALTER TABLE t ALTER a TYPE bigint;
CREATE TABLE p (a int, b int) PARTITION BY LIST (b); CREATE TABLE p1 PARTITION OF p DEFAULT;
CREATE INDEX above ON p ((a + b)); CREATE INDEX below ON p1 ((a - b));
ALTER INDEX above ALTER COLUMN 1 SET STATISTICS 59; ALTER INDEX below ALTER COLUMN 1 SET STATISTICS 60;
ALTER TABLE p ALTER a TYPE bigint;
-- what replication told rows by is gone with its index: there is nothing then
CREATE TABLE by_column (a int NOT NULL, c int NOT NULL, PRIMARY KEY (a)); CREATE UNIQUE INDEX bi ON by_column (a, c);
ALTER TABLE by_column REPLICA IDENTITY USING INDEX bi; ALTER TABLE by_column DROP COLUMN c;
CREATE TABLE by_index (a int NOT NULL, c int NOT NULL); CREATE UNIQUE INDEX ii ON by_index (a, c);
ALTER TABLE by_index REPLICA IDENTITY USING INDEX ii; DROP INDEX ii;
CREATE TABLE by_key (a int NOT NULL, CONSTRAINT ki UNIQUE (a));
ALTER TABLE by_key REPLICA IDENTITY USING INDEX ki; ALTER TABLE by_key DROP CONSTRAINT ki;
CREATE TABLE kept (a int NOT NULL, c int, CONSTRAINT kk UNIQUE (a));
ALTER TABLE kept REPLICA IDENTITY USING INDEX kk; ALTER TABLE kept DROP COLUMN c; ALTER TABLE kept ALTER a TYPE bigint;
-- what is made anew is the youngest: LIKE copies it, and names it, after the others
CREATE TABLE st (a int, b int, c varchar(5));
CREATE STATISTICS s1 ON (a + b), lower(c) FROM st; CREATE STATISTICS s2 ON (a - b), (a * 2) FROM st;
CREATE STATISTICS z1 ON a, b FROM st; CREATE STATISTICS a1 (mcv) ON b, a FROM st;
ALTER TABLE st ALTER c TYPE varchar(10);
CREATE TABLE sl (LIKE st INCLUDING STATISTICS);
CREATE TABLE st2 (a int, b int, c varchar(5));
CREATE STATISTICS zz1 ON (a + b), lower(c) FROM st2; CREATE STATISTICS aa2 ON (a - b), (a * 2) FROM st2;
CREATE TABLE sl2 (LIKE st2 INCLUDING STATISTICS);
CREATE TABLE x (a int, b int, c varchar(5), UNIQUE (c));
CREATE INDEX xb ON x ((c || 'b'), (a + 1)); CREATE INDEX xa ON x ((a + b), (a - b)); CREATE UNIQUE INDEX xc ON x (c);
ALTER TABLE x ALTER c TYPE varchar(10);
CREATE TABLE xl (LIKE x INCLUDING INDEXES);
