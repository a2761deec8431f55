CREATE TABLE t (id int PRIMARY KEY, name text, born date, boss int REFERENCES t);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW vv (a, b) AS SELECT id, upper(name) FROM v WHERE born > '2000-01-01';
CREATE OR REPLACE VIEW v AS SELECT id, name, born, boss, 1 AS one FROM t;
CREATE VIEW checked WITH (security_barrier) AS SELECT id, name FROM t WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW local_check AS SELECT * FROM checked WHERE id < 100 WITH LOCAL CHECK OPTION;
CREATE RECURSIVE VIEW tree (id, depth) AS
    SELECT id, 0 FROM t WHERE boss IS NULL UNION ALL SELECT t.id, depth + 1 FROM t JOIN tree ON t.boss = tree.id;
CREATE VIEW windows AS SELECT id, row_number() OVER (PARTITION BY boss ORDER BY born DESC) AS n,
    count(*) FILTER (WHERE name IS NULL) OVER () AS c FROM t;
CREATE MATERIALIZED VIEW m AS SELECT boss, count(*) AS n FROM vv JOIN t ON t.id = vv.a GROUP BY boss;
CREATE UNIQUE INDEX ON m (boss);
CREATE MATERIALIZED VIEW empty WITH (fillfactor = 60) AS SELECT * FROM m WITH NO DATA;
CREATE VIEW onto AS SELECT * FROM m, LATERAL (SELECT n + 1 AS next) x;
ALTER VIEW vv RENAME TO renamed;
ALTER VIEW renamed RENAME COLUMN b TO bb;
COMMENT ON VIEW v IS 'a view'; COMMENT ON COLUMN v.one IS 'always 1'; COMMENT ON MATERIALIZED VIEW m IS 'counted';
ALTER VIEW v SET (security_barrier = false);
DROP VIEW windows;
