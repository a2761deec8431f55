"""Names, and the kinds of what is named."""

from __future__ import annotations

NAMES = [  # relations have their names for themselves, types too; what has rows has one of each
    ("CREATE SEQUENCE mood", "CREATE INDEX mood ON t (a)"),
    ("CREATE TABLE pos (a int)", "CREATE TYPE s AS ENUM ('a')"),
    ("CREATE TABLE IF NOT EXISTS mood (a int)", "CREATE TABLE IF NOT EXISTS s (a int)"),
    ("CREATE VIEW pos AS SELECT 1 AS a", "CREATE VIEW other.pos AS SELECT 1 AS a"),
    ("CREATE TYPE s AS (a int)", "CREATE DOMAIN s AS int"),
    ("CREATE TYPE ia AS (a int)", "CREATE TYPE ia AS RANGE (subtype = int4)"),
    ("CREATE DOMAIN t AS int", "CREATE DOMAIN tg AS int"),
    ("ALTER TABLE t RENAME TO pos", "ALTER SEQUENCE s RENAME TO pos"),
    ("ALTER VIEW v RENAME TO mood", "ALTER INDEX ia RENAME TO mood"),
    ("ALTER TYPE mood RENAME TO t", "ALTER TYPE mood RENAME TO ia"),
    ("ALTER DOMAIN pos RENAME TO mood", "ALTER DOMAIN pos RENAME TO s"),
    ("ALTER TYPE pair RENAME TO s", "ALTER TYPE mood RENAME TO s"),
    ("ALTER TABLE u ADD CONSTRAINT ia UNIQUE (t_id)", "ALTER TABLE u ADD CONSTRAINT mood UNIQUE (t_id)"),
]
KINDS = [  # what is named is of the kind that is said
    ("ALTER TABLE pair RENAME TO zz", "ALTER TABLE v RENAME TO zz"),
    ("ALTER VIEW t RENAME TO zz", "ALTER TABLE ia RENAME TO zz"),
    ("ALTER MATERIALIZED VIEW v RENAME TO zz", "ALTER MATERIALIZED VIEW mv RENAME TO zz"),
    ("ALTER SEQUENCE t RENAME TO zz", "ALTER INDEX t RENAME TO zz"),
    ("ALTER VIEW t SET SCHEMA other", "ALTER TABLE v SET SCHEMA other"),
    ("ALTER VIEW t ALTER a SET DEFAULT 5", "ALTER TABLE v ALTER a SET DEFAULT 5"),
    ("ALTER FOREIGN TABLE t ADD q int", "ALTER FOREIGN TABLE ft ADD q int"),
    ("ALTER TYPE t RENAME TO zz", "ALTER TYPE pos RENAME TO zz"),
    ("ALTER TYPE t OWNER TO pg_monitor", "ALTER TYPE pair OWNER TO pg_monitor"),
    ("ALTER DOMAIN mood RENAME TO zz", "ALTER TYPE mood RENAME TO zz"),
    ("ALTER TYPE t ADD ATTRIBUTE q int", "ALTER TYPE pair ADD ATTRIBUTE q int CASCADE"),
    ("DROP TABLE IF EXISTS mv", "DROP TABLE IF EXISTS nope"),
    ("DROP VIEW IF EXISTS t", "DROP MATERIALIZED VIEW IF EXISTS mv"),
    ("DROP TABLE ft", "DROP FOREIGN TABLE ft"),
    ("DROP FUNCTION pr(int)", "DROP PROCEDURE pr(int)"),
    ("DROP FUNCTION agg(int)", "DROP AGGREGATE agg(int)"),
    ("DROP AGGREGATE f(int, int)", "DROP ROUTINE f(int, int)"),
    ("ALTER PROCEDURE f(int, int) SECURITY DEFINER", "ALTER ROUTINE f(int, int) SECURITY DEFINER"),
    ("ALTER FUNCTION pr(int) RENAME TO zz", "ALTER FUNCTION agg(int) RENAME TO zz"),
    ("GRANT EXECUTE ON PROCEDURE f(int, int) TO PUBLIC", "GRANT EXECUTE ON ROUTINE pr TO PUBLIC"),
    ("GRANT SELECT ON ia TO PUBLIC", "GRANT SELECT ON v TO PUBLIC"),
    ("GRANT SELECT ON v TO PUBLIC WITH GRANT OPTION", "GRANT SELECT ON v TO pg_monitor WITH GRANT OPTION"),
    ("CREATE VIEW twice AS SELECT a, a FROM t", "CREATE VIEW twice AS SELECT a, a AS again FROM t"),
    ("CREATE VIEW twice (x, x) AS SELECT a, b FROM t", "CREATE VIEW twice (x) AS SELECT a, b FROM t"),
    ("GRANT SELECT ON pair TO PUBLIC", "GRANT SELECT ON s TO PUBLIC"),
    ("GRANT USAGE ON DOMAIN mood TO PUBLIC", "GRANT USAGE ON TYPE pos TO PUBLIC"),
    ("COMMENT ON TABLE v IS 'x'", "COMMENT ON VIEW v IS 'x'"),
    ("COMMENT ON TABLE ft IS 'x'", "COMMENT ON FOREIGN TABLE ft IS 'x'"),
    ("COMMENT ON DOMAIN mood IS 'x'", "COMMENT ON COLUMN pair.x IS 'x'"),
    ("COMMENT ON PROCEDURE f(int, int) IS 'x'", "COMMENT ON FUNCTION agg(int) IS 'x'"),
]
TOGETHER = [  # one statement drops them all
    ("DROP TABLE parent", "DROP TABLE parent, child"),
    ("DROP VIEW v", "DROP VIEW v, v2"),
    ("DROP TABLE t, u", "DROP TABLE pt, pt1"),
]
LIKE = [("CREATE TABLE z (LIKE s)", "CREATE TABLE z (LIKE v)"), ("CREATE TABLE z (LIKE ia)", "CREATE TABLE z (LIKE pair)")]  # fmt: skip
