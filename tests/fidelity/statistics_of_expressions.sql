CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS e1 ON (a + b), c, (lower(c)) FROM t;
CREATE STATISTICS ON (a + b), (lower(c)) FROM t;
CREATE STATISTICS ON (upper(c)) FROM t;
CREATE TABLE everything (LIKE t INCLUDING ALL, own int);
