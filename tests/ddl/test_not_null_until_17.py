"""NOT NULL as PostgreSQL has it until 17: a mark on a column. Read so for those versions, and where nobody says the version."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from helpers import run as executed
from postgres import every_version, started

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl import base
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.replay import start

SETUP = """
CREATE TABLE p (x int NOT NULL, y int, z int, w int); CREATE TABLE c (x int NOT NULL, y int NOT NULL) INHERITS (p);
CREATE TABLE c1 () INHERITS (c); CREATE TABLE one (a int NOT NULL, b int); CREATE TABLE two (b int NOT NULL) INHERITS (one);
CREATE TABLE q (x int NOT NULL, y int, z int, n int NOT NULL) PARTITION BY LIST (x);
CREATE TABLE nokey (x int, y int) PARTITION BY LIST (x); CREATE TABLE nokey1 PARTITION OF nokey FOR VALUES IN (1);
CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1); ALTER TABLE q1 ALTER y SET NOT NULL;
CREATE TABLE k (x int NOT NULL, y int, z int, w int NOT NULL, v int); CREATE TABLE k1 (PRIMARY KEY (x)) INHERITS (k);
CREATE TABLE k2 (v int PRIMARY KEY) INHERITS (k1); ALTER TABLE k1 ALTER w ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE ONLY p ALTER w SET NOT NULL;
"""
MARKING = """
ALTER TABLE c ALTER x DROP NOT NULL
ALTER TABLE c ALTER x DROP NOT NULL; ALTER TABLE p ALTER x SET NOT NULL
ALTER TABLE c1 ALTER x DROP NOT NULL; ALTER TABLE p ALTER x SET NOT NULL
ALTER TABLE p ALTER x DROP NOT NULL
ALTER TABLE p ALTER y SET NOT NULL
ALTER TABLE ONLY p ALTER x DROP NOT NULL
ALTER TABLE ONLY p ALTER z SET NOT NULL
ALTER TABLE ONLY p ALTER z SET NOT NULL; CREATE TABLE late () INHERITS (p)
ALTER TABLE ONLY p ALTER y SET NOT NULL
ALTER TABLE ONLY q ALTER y SET NOT NULL
ALTER TABLE q ALTER z SET NOT NULL
ALTER TABLE q ALTER n DROP NOT NULL
ALTER TABLE p ADD PRIMARY KEY (y)
ALTER TABLE nokey ADD PRIMARY KEY (x)
ALTER TABLE c ALTER x DROP NOT NULL; ALTER TABLE p ADD PRIMARY KEY (x)
ALTER TABLE c ALTER x DROP NOT NULL; ALTER TABLE ONLY p ADD PRIMARY KEY (x)
ALTER TABLE ONLY p ADD PRIMARY KEY (z), DROP COLUMN x
ALTER TABLE ONLY p ADD PRIMARY KEY (z)
CREATE TABLE like_it (LIKE p); ALTER TABLE like_it INHERIT p; ALTER TABLE like_it ALTER x DROP NOT NULL
CREATE TABLE twice (x int NOT NULL) INHERITS (p, one); ALTER TABLE twice ALTER x DROP NOT NULL, ALTER a DROP NOT NULL
ALTER TABLE p DROP COLUMN w
ALTER TABLE ONLY k ALTER x DROP NOT NULL
ALTER TABLE k ALTER v SET NOT NULL
ALTER TABLE k1 DROP CONSTRAINT k1_pkey; ALTER TABLE k ALTER x DROP NOT NULL
ALTER TABLE k ALTER y SET NOT NULL; ALTER TABLE k1 DROP CONSTRAINT k1_pkey, ADD PRIMARY KEY (y)
""".strip().splitlines()
FOLLOWED = [
    "ALTER TABLE q ALTER y DROP NOT NULL",
    "ALTER TABLE c1 ALTER y DROP NOT NULL; ALTER TABLE c ALTER y SET NOT NULL",
]
REFUSED = [
    ("ALTER TABLE ONLY q ALTER z SET NOT NULL", "ALTER TABLE ONLY q ALTER y SET NOT NULL"),
    ("ALTER TABLE ONLY q ALTER n DROP NOT NULL", "ALTER TABLE ONLY p ALTER x DROP NOT NULL"),
    ("ALTER TABLE ONLY q ALTER z DROP NOT NULL", "ALTER TABLE ONLY q1 ALTER z DROP NOT NULL"),
    ("ALTER TABLE ONLY nokey ADD PRIMARY KEY (x)", "ALTER TABLE ONLY q ADD PRIMARY KEY (x)"),
    (
        "ALTER TABLE q1 ADD PRIMARY KEY (y); ALTER TABLE q ADD PRIMARY KEY (x)",
        "ALTER TABLE q1 ADD PRIMARY KEY (x); ALTER TABLE q ADD PRIMARY KEY (x)",
    ),
    ("ALTER TABLE k ALTER x DROP NOT NULL", "ALTER TABLE ONLY k ALTER x DROP NOT NULL"),
    ("ALTER TABLE k ALTER v DROP NOT NULL", "ALTER TABLE ONLY k1 ALTER v DROP NOT NULL"),
    (
        "ALTER TABLE k ALTER w DROP NOT NULL",
        "ALTER TABLE k1 ALTER w DROP IDENTITY; ALTER TABLE k ALTER w DROP NOT NULL",
    ),
    (
        "CREATE UNIQUE INDEX i ON c (x); ALTER TABLE c REPLICA IDENTITY USING INDEX i; ALTER TABLE p ALTER x DROP NOT NULL",
        "CREATE UNIQUE INDEX i ON c (x); ALTER TABLE p ALTER x DROP NOT NULL",
    ),
    (
        "ALTER TABLE q1 ADD PRIMARY KEY (n); ALTER TABLE q ALTER n DROP NOT NULL",
        "ALTER TABLE q1 ADD PRIMARY KEY (n)",
    ),
]
NULLABLE = """
SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
AND NOT a.attnotnull
"""


@pytest.fixture(scope="module", params=every_version(until=17))
def database(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    for server in started(request.param):
        with server.prepared(SETUP) as connection:
            yield connection


def nullable(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute(NULLABLE.encode()).fetchall()}


def read(catalog: Catalog) -> set[str]:
    tables = catalog.objects(Table)
    return {
        f"{table.ref.name}.{column.name}"
        for table in tables
        for column in table.columns
        if not column.required
    }


@pytest.mark.parametrize(
    ("sql", "major"),
    [*((sql, major) for sql in MARKING for major in (15, None)), *((sql, 15) for sql in FOLLOWED)],
)
def test_it_is_a_mark_and_its_way_back_is_sql_of_that_time(
    sql: str, major: int | None, connection: psycopg.Connection
) -> None:
    before = executed(SETUP, start(major=major))
    known = nullable(connection)
    after = executed(sql, before.overlay(), base.Session(strict=True))
    connection.execute(sql.encode())

    assert read(after) == nullable(connection)

    for statement in difference(after, before):
        connection.execute(statement.sql.encode())
    assert nullable(connection) == known


@pytest.mark.parametrize(("refused", "taken"), REFUSED)
def test_the_model_refuses_what_postgresql_refuses(
    refused: str, taken: str, connection: psycopg.Connection
) -> None:
    catalog = executed(SETUP, start(major=15))
    with pytest.raises(base.DdlError):
        executed(refused, catalog.overlay(), base.Session(strict=True))
    executed(taken, catalog.overlay(), base.Session(strict=True))
    connection.execute(taken.encode())
    connection.rollback()
    with pytest.raises(psycopg.Error):
        connection.execute(refused.encode())


def test_partitions_have_no_way_back_to_where_their_keys_do_not_lead() -> None:
    before = executed(f"{SETUP}; ALTER TABLE q1 ADD PRIMARY KEY (z)", start(major=15))
    after = executed("ALTER TABLE q ALTER z SET NOT NULL", before.overlay())

    with pytest.raises(CannotRestoreError, match="z is part of the primary key"):
        difference(after, before)
