"""Views, and the columns of queries."""

from __future__ import annotations

OF_VIEWS = [  # columns of their queries
    ("CREATE VIEW z AS SELECT nope FROM t", "CREATE VIEW z AS SELECT a FROM t"),
    ("CREATE VIEW z AS SELECT t.nope FROM t", "CREATE VIEW z AS SELECT t.a, t.xmin::text AS b, xmin FROM t"),
    (
        "CREATE VIEW z AS SELECT x.a FROM t x WHERE x.nope > 1",
        "CREATE VIEW z AS SELECT x.k FROM t x (k, l) WHERE x.l > 1",
    ),
    (
        "CREATE VIEW z AS SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE nope = t.a)",
        "CREATE VIEW z AS SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t_id = a AND n > 1)",
    ),
    (
        "CREATE VIEW z AS SELECT v.c FROM v",
        "CREATE VIEW z AS SELECT v.a AS k, v, count(*) AS c FROM v GROUP BY k, v ORDER BY c",
    ),
    (
        "CREATE MATERIALIZED VIEW z AS SELECT a FROM t ORDER BY nope",
        "CREATE MATERIALIZED VIEW z AS SELECT a AS o FROM t ORDER BY o",
    ),
    (
        "CREATE VIEW z AS WITH q AS (SELECT a FROM t) SELECT b FROM q",
        "CREATE VIEW z AS WITH RECURSIVE q (e) AS (SELECT a FROM t UNION SELECT e + 1 FROM q) SELECT e FROM q",
    ),
    (
        "CREATE VIEW z AS SELECT t.a, u.a FROM t JOIN u USING (id)",
        "CREATE VIEW z AS SELECT id, t.id AS i, u.t_id FROM t JOIN u USING (id) GROUP BY id, i, 3",
    ),
    (
        "CREATE VIEW z AS SELECT nope FROM t NATURAL JOIN u",
        "CREATE VIEW z AS SELECT id, a, t_id FROM t NATURAL JOIN u WINDOW w AS (PARTITION BY a)",
    ),
    (
        "CREATE VIEW z AS SELECT s.c FROM (SELECT a AS b FROM t) s WHERE q > 1",
        "CREATE VIEW z AS SELECT s.b, g, e.n, j.value FROM (SELECT a AS b, j FROM t) s, generate_series(1, b) g,"
        " unnest(ARRAY[1]) WITH ORDINALITY e (m, n), json_each(s.j) j",
    ),
    (
        "CREATE VIEW z AS SELECT count(*) FROM t GROUP BY nope",
        "CREATE VIEW z AS SELECT f(a), count(*) FROM t GROUP BY f ORDER BY count",
    ),
    ("CREATE VIEW z AS SELECT ROW(1, 2) AS r", "CREATE VIEW z AS SELECT ROW(1, 'x')::pair AS r"),
    (
        "CREATE MATERIALIZED VIEW z AS SELECT a, (a, b) AS r FROM t",
        "CREATE MATERIALIZED VIEW z AS SELECT t, t.* FROM t",
    ),
    (
        "CREATE VIEW z AS SELECT t.own FROM t",
        "CREATE FUNCTION own(t) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW z AS SELECT t.own FROM t",
    ),
]
MISSING = [  # columns that are not there
    ("CREATE INDEX ON t ((nope + 1))", "CREATE INDEX ON t ((a + 1))"),
    ("CREATE INDEX ON t (a) WHERE t.nope > 1", "CREATE INDEX ON t (a) WHERE t.a > 1"),
    ("CREATE INDEX ON t (a) INCLUDE (nope)", "CREATE INDEX ON t (a) INCLUDE (b)"),
    ("CREATE INDEX ON pt (nope)", "CREATE INDEX ON pt (c)"),
    ("ALTER TABLE t ADD CHECK (nope > 1)", "ALTER TABLE t ADD CHECK (t IS NOT NULL AND (p).x > 1)"),
    (
        "CREATE TABLE z (a int, CHECK (b > 1))",
        "CREATE TABLE z (c int) INHERITS (parent); ALTER TABLE z ADD CHECK (a > 1)",
    ),
    (
        "CREATE TABLE z (a int GENERATED ALWAYS AS (b) STORED)",
        "CREATE TABLE z (a int GENERATED ALWAYS AS (b) STORED, b int)",
    ),
    ("ALTER TABLE t ADD UNIQUE (nope)", "ALTER TABLE u ADD UNIQUE (t_id)"),
    ("CREATE POLICY z ON t USING (nope > 1)", "CREATE POLICY z ON t USING (a IN (SELECT v FROM ph))"),
    ("CREATE STATISTICS z ON a, nope FROM t", "CREATE STATISTICS z ON a, b FROM t"),
    ("ALTER TABLE ptx ALTER b TYPE text USING nope", "ALTER TABLE ptx ALTER b TYPE text USING a || 'x'"),
    ("REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW mv"),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY mv WITH NO DATA", "REFRESH MATERIALIZED VIEW CONCURRENTLY mv"),
    (
        "REFRESH MATERIALIZED VIEW mv WITH NO DATA; REFRESH MATERIALIZED VIEW CONCURRENTLY mv",
        "REFRESH MATERIALIZED VIEW mv WITH NO DATA; REFRESH MATERIALIZED VIEW mv",
    ),
]
VIEWS = [
    (
        "CREATE OR REPLACE VIEW v AS SELECT id, a FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT id, a, b, n FROM t",
    ),
    (
        "CREATE OR REPLACE VIEW v AS SELECT a, id, b FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t WHERE a > 0",
    ),
    (
        "CREATE OR REPLACE VIEW v AS SELECT id, a, b AS c FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT id, a, c::text AS b FROM t",
    ),
    (
        "CREATE OR REPLACE VIEW v AS SELECT id, a::bigint AS a, b FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS id, 2 AS a, 'x' AS b",
    ),
    (
        "CREATE OR REPLACE VIEW v (x, y, z) AS SELECT id, a, b FROM t",
        "CREATE OR REPLACE VIEW v (id, a, b) AS SELECT n, n, b FROM t",
    ),
    (
        "CREATE OR REPLACE VIEW v2 AS SELECT b AS id FROM t",
        "CREATE OR REPLACE VIEW v2 AS SELECT count(*)::int AS id FROM t",
    ),
    ("CREATE VIEW z AS SELECT id, a AS id FROM t", "CREATE VIEW z AS SELECT id, a AS id2 FROM t"),
    (
        "CREATE VIEW z AS SELECT * FROM t JOIN u ON u.t_id = t.id",
        "CREATE VIEW z AS SELECT * FROM t JOIN u USING (id)",
    ),
    ("CREATE VIEW z (a) AS SELECT id, a FROM t", "CREATE VIEW z (b) AS SELECT id, a FROM t"),
    ("CREATE OR REPLACE VIEW t AS SELECT 1 AS a", "CREATE OR REPLACE VIEW z AS SELECT 1 AS a"),
]
