CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS s ON a, b FROM t;
CREATE STATISTICS named (ndistinct, mcv) ON a, c FROM t;
CREATE INDEX expression ON t ((a + b)); ALTER INDEX expression ALTER COLUMN 1 SET STATISTICS 200;
