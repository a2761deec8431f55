"""Types, domains, and tables of a type."""

from __future__ import annotations

TYPED = [  # tables OF a type change with it
    ("ALTER TYPE pair ADD ATTRIBUTE q int", "ALTER TYPE pair ADD ATTRIBUTE q int CASCADE"),
    ("ALTER TYPE pair DROP ATTRIBUTE x", "ALTER TYPE pair DROP ATTRIBUTE x CASCADE"),
    ("ALTER TYPE pair RENAME ATTRIBUTE x TO q", "ALTER TYPE pair RENAME ATTRIBUTE x TO q CASCADE"),
    ("ALTER TYPE pair RENAME ATTRIBUTE x TO y CASCADE", "ALTER TYPE pair RENAME ATTRIBUTE y TO z CASCADE"),
    ("ALTER TABLE ot ADD q int", "ALTER TABLE ot ADD CHECK (x > 0)"),
    ("ALTER TABLE ot DROP COLUMN x", "ALTER TABLE ot NOT OF; ALTER TABLE ot DROP COLUMN x"),
    ("ALTER TABLE ot ALTER x TYPE bigint", "ALTER TABLE ot ALTER x SET DEFAULT 5"),
    ("ALTER TABLE ot RENAME COLUMN x TO q", "ALTER TABLE ot RENAME TO q"),
    ("ALTER TABLE few OF pair", "CREATE TABLE z (x int, y text); ALTER TABLE z OF pair"),
    ("CREATE TABLE z OF mood", "CREATE TABLE z OF pair"),
]
MODIFIERS = [  # what stands in parentheses behind a type
    ("CREATE TABLE z (a varchar(0))", "CREATE TABLE z (a varchar(1))"),
    ("CREATE TABLE z (a char(10485761))", "CREATE TABLE z (a char(10485760))"),
    ("CREATE TABLE z (a bit(0))", "CREATE TABLE z (a bit(1))"),
    ("CREATE TABLE z (a bit varying(0))", "CREATE TABLE z (a bit varying)"),
    ("CREATE TABLE z (a numeric(0))", "CREATE TABLE z (a numeric(1000))"),
    ("CREATE TABLE z (a numeric(3, 1001))", "CREATE TABLE z (a numeric(3, -1000))"),
    ("CREATE TABLE z (a text(4))", "CREATE TABLE z (a timestamptz(7))"),
    ("ALTER TABLE t ADD e varchar(0)[]", "ALTER TABLE t ADD e varchar(5)[]"),
    ("ALTER TABLE t ALTER c TYPE numeric(1001)", "ALTER TABLE t ALTER c TYPE numeric(5)"),
    ("CREATE DOMAIN z AS varchar(0)", "CREATE DOMAIN z AS varchar(5)"),
    ("CREATE TYPE z AS (a char(0))", "CREATE TYPE z AS (a char(5))"),
]
DOMAINS = [  # PostgreSQL looks at columns of a domain, and not at what holds its values within others
    (
        "CREATE TABLE z (a pos[]); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
        "CREATE TABLE z (a pos[]); ALTER DOMAIN pos ADD CHECK (VALUE < 9) NOT VALID",
    ),
    (
        "CREATE TYPE z AS (a pos); CREATE TABLE y (a z); ALTER DOMAIN pos SET NOT NULL",
        "CREATE TYPE z AS (a pos); CREATE TABLE y (a int); ALTER DOMAIN pos SET NOT NULL",
    ),
    (
        "CREATE TABLE z (a t); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
        "CREATE TABLE z (a t); ALTER DOMAIN pos DROP CONSTRAINT pos_check",
    ),
    (
        "CREATE DOMAIN z AS pos; CREATE DOMAIN y AS z[]; CREATE TABLE x (a y); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
        "CREATE DOMAIN z AS pos; CREATE DOMAIN y AS z[]; CREATE TABLE x (a z); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
    ),
    (
        "CREATE TYPE z AS RANGE (subtype = pos); CREATE TABLE y (a z); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
        "CREATE TYPE z AS RANGE (subtype = pos); ALTER DOMAIN pos ADD CHECK (VALUE < 9)",
    ),
]
WITHOUT_VALUES = [  # what columns, labels and checks are of
    ("CREATE TABLE z (a record)", "CREATE TABLE z (a pair)"),
    ("CREATE TABLE z (a trigger)", "CREATE TABLE z (a regproc)"),
    ("CREATE TABLE z (a SETOF int)", "CREATE TABLE z (a int[])"),
    ("CREATE TYPE z AS (a anyelement)", "CREATE TYPE z AS (a pair[])"),
    ("ALTER TABLE t ADD z unknown", "ALTER TABLE t ADD z text"),
    ("ALTER TYPE pair ADD ATTRIBUTE z pair[] CASCADE", "ALTER TYPE pair ADD ATTRIBUTE z mood CASCADE"),
    ("ALTER TABLE few ADD z few", "ALTER TABLE few ADD z ptx"),
    (
        "CREATE TYPE z AS (p pair); CREATE DOMAIN y AS z; ALTER TYPE pair ADD ATTRIBUTE q y CASCADE",
        "CREATE TYPE z AS (p pair); CREATE DOMAIN y AS z; ALTER TABLE t ADD q y",
    ),
    (f"CREATE TYPE z AS ENUM ('{'x' * 64}')", f"CREATE TYPE z AS ENUM ('{'x' * 63}')"),
    (f"ALTER TYPE mood ADD VALUE '{'ü' * 32}'", f"ALTER TYPE mood ADD VALUE '{'ü' * 31}'"),
    ("CREATE DOMAIN z AS int UNIQUE", "CREATE DOMAIN z AS int NOT NULL"),
    ("CREATE DOMAIN z AS int GENERATED ALWAYS AS IDENTITY", "CREATE DOMAIN z AS int DEFAULT 1"),
    ("CREATE DOMAIN z AS int CHECK (VALUE > 0) NO INHERIT", "CREATE DOMAIN z AS int CHECK (VALUE > 0)"),
    (
        "CREATE DOMAIN z AS int CONSTRAINT c CHECK (VALUE > 0) CONSTRAINT c CHECK (VALUE > 1)",
        "CREATE DOMAIN z AS int CONSTRAINT c CHECK (VALUE > 0) CONSTRAINT d CHECK (VALUE > 1)",
    ),
    ("ALTER TABLE t ALTER a SET STATISTICS -2", "ALTER TABLE t ALTER a SET STATISTICS -1"),
    ("CREATE STATISTICS z (nope) ON a, b FROM t", "CREATE STATISTICS z (mcv) ON a, b FROM t"),
    ("CREATE STATISTICS z (mcv) ON (a + 1) FROM t", "CREATE STATISTICS z (mcv) ON (a + 1), b FROM t"),
    ("CREATE STATISTICS z ON a, xmin FROM t", "CREATE STATISTICS z ON a, n FROM t"),
    ("CREATE STATISTICS z ON a, n FROM t, few", "CREATE STATISTICS z ON a, b FROM few"),
    ("CREATE STATISTICS z ON (a + 1), (a + 1) FROM t", "CREATE STATISTICS z ON (a + 1), (a + 2) FROM t"),
]
