"""What PostgreSQL does not let change: a column that a function with a parsed body uses, rows whose type others have."""

from __future__ import annotations

import psycopg
import pytest
from helpers import run
from postgres import Postgres

from fixer.ddl.base import Session

SETUP = """
CREATE TABLE t (a int, b int, c text); CREATE TABLE free (a int, c text);
CREATE TABLE p (a int, b text, c int) PARTITION BY RANGE (a, lower(b) text_ops);
"""
HELD = {
    "a column": "CREATE TABLE u (r t)",
    "an array": "CREATE TABLE u (r t[])",
    "a domain": "CREATE DOMAIN d AS t; CREATE TABLE u (r d)",
    "a composite type": "CREATE TYPE k AS (r t); CREATE TABLE u (r k)",
    "a partitioned table": "CREATE TABLE u (k int, r t) PARTITION BY LIST (k)",
    "a child's": "CREATE TABLE heir () INHERITS (t); CREATE TABLE u (r heir)",
}
REFUSED = """
ALTER TABLE t ALTER c TYPE varchar
ALTER TABLE t ADD COLUMN x int DEFAULT 5
ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 5
""".strip().splitlines()
ALONE = """
ALTER TABLE t ADD COLUMN x serial
ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS IDENTITY
ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (a) STORED
ALTER TABLE t SET UNLOGGED
""".strip().splitlines()
TAKEN = """
ALTER TABLE free ALTER c TYPE varchar
ALTER TABLE t ADD COLUMN x int
ALTER TABLE t ADD COLUMN x int DEFAULT NULL
ALTER TABLE t ADD COLUMN x int NOT NULL
ALTER TABLE t DROP COLUMN c
ALTER TABLE t ALTER c SET DEFAULT 'x'
ALTER TABLE t ALTER b SET NOT NULL
ALTER TABLE t SET (fillfactor = 50)
""".strip().splitlines()
FREE = {
    "nothing": "SELECT 1",
    "a type that nobody uses": "CREATE TYPE k AS (r t)",
    "a view": "CREATE VIEW v AS SELECT NULL::t AS r",
    "an argument": "CREATE FUNCTION f(r t) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an index": "CREATE INDEX i ON t ((t.*))",
}
REFUSALS = (
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.DependentObjectsStillExist,
    psycopg.errors.InvalidObjectDefinition,
    psycopg.errors.InvalidTableDefinition,
)
COMPOSITE = "CREATE TYPE k AS (x int, y int)"
READS = "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM t; END"
WRITES = "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE t SET a = 1; END"
FILLS = "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC INSERT INTO t (a) VALUES (1); END"
QUOTED = "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(a) FROM t'"
KEY = ["DROP COLUMN a", "ALTER a TYPE bigint", "DROP COLUMN b", "ALTER b TYPE varchar"]
NO_KEY = ["DROP COLUMN c", "ALTER c TYPE bigint", "ALTER a SET NOT NULL", "RENAME a TO z"]
CASES = [
    *((held, sql, True) for held in HELD.values() for sql in REFUSED),
    *((HELD["a column"], sql, True) for sql in ALONE),
    *((HELD["a column"], sql, False) for sql in TAKEN),
    *((free, sql, False) for free in FREE.values() for sql in REFUSED),
    (COMPOSITE, "ALTER TYPE k ALTER ATTRIBUTE x TYPE bigint", False),
    (f"{COMPOSITE}; CREATE TABLE u (r k)", "ALTER TYPE k ALTER ATTRIBUTE x TYPE bigint", True),
    (f"{COMPOSITE}; CREATE TABLE u (r k)", "ALTER TYPE k ADD ATTRIBUTE z int", False),
    (f"{COMPOSITE}; CREATE TABLE u (r k)", "ALTER TYPE k DROP ATTRIBUTE x", False),
    *((made, "ALTER TABLE t ALTER a TYPE bigint", True) for made in (READS, WRITES, FILLS)),
    *((made, "ALTER TABLE t DROP COLUMN a", True) for made in (READS, WRITES, FILLS)),
    *((made, "ALTER TABLE t ALTER b TYPE bigint", False) for made in (READS, WRITES, FILLS)),
    *(("SELECT 1", f"ALTER TABLE p {change}", True) for change in KEY),
    *(("SELECT 1", f"ALTER TABLE p {change}", False) for change in NO_KEY),
    (QUOTED, "ALTER TABLE t ALTER a TYPE bigint", False),
    (READS, "ALTER TABLE t DROP COLUMN a CASCADE", False),
]


@pytest.mark.parametrize(("made", "sql", "refused"), CASES)
def test_what_is_refused_does_not_fit(made: str, sql: str, refused: bool) -> None:
    session = Session()
    run(sql, run(f"{SETUP} {made}"), session)

    assert bool(session.misfits) == refused, session.notes


@pytest.mark.slow
def test_postgresql_refuses_just_these(server: Postgres) -> None:
    with server.database() as url, psycopg.connect(url) as connection:
        connection.execute(SETUP)
        for made, sql, refused in CASES:
            with connection.transaction(force_rollback=True):
                connection.execute(made)
                try:
                    connection.execute(sql)
                except REFUSALS:
                    assert refused, (made, sql)
                else:
                    assert not refused, (made, sql)
