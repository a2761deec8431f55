"""What PostgreSQL refuses of schemas as they are is said not to fit; each case has a twin that fits."""

from __future__ import annotations

from functools import lru_cache

import psycopg
import pytest
import refused
from helpers import get, run
from postgres import at_hand, started

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.run import apply, split
from fixer.replay import start

SETUP = """
CREATE TABLE t (a int PRIMARY KEY, b int, c int NOT NULL DEFAULT 1, d int NOT NULL); CREATE TABLE u (a int, b int, d int);
CREATE UNIQUE INDEX whole ON t (b); CREATE UNIQUE INDEX part ON t (d) WHERE b > 0; CREATE INDEX plain ON t (c);
CREATE SEQUENCE s; CREATE VIEW v AS SELECT a, b FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p_part (a int); CREATE TABLE heir (a int, b int);
CREATE TABLE few (b int); CREATE TABLE n (id int GENERATED ALWAYS AS IDENTITY, x int NOT NULL);
"""
CASES = {  # what does not fit, and what does
    "a second primary key": (
        "ALTER TABLE t ADD PRIMARY KEY (b)",
        "ALTER TABLE u ADD PRIMARY KEY (b)",
    ),
    "a foreign key to what is no key": (
        "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t (c)",
        "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t (b)",
    ),
    "a foreign key to a partial index": (
        "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t (d)",
        "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t",
    ),
    "a foreign key to a table without a primary key": (
        "CREATE TABLE w (a int REFERENCES u)",
        "CREATE TABLE w (a int UNIQUE REFERENCES w (a))",
    ),
    "CLUSTER ON what is not there": ("ALTER TABLE t CLUSTER ON nope", "ALTER TABLE t CLUSTER ON plain"),
    "REPLICA IDENTITY of what is not there": (
        "ALTER TABLE t REPLICA IDENTITY USING INDEX nope",
        "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey",
    ),
    "an identity that may be null": (
        "ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE n ALTER id DROP IDENTITY",
    ),
    "an identity beside a default": (
        "ALTER TABLE t ALTER c ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE t ALTER d ADD GENERATED ALWAYS AS IDENTITY",
    ),
    "what is no identity": (
        "ALTER TABLE t ALTER a DROP IDENTITY",
        "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS",
    ),
    "a sequence as an index": ("DROP INDEX s", "DROP INDEX plain"),
    "a table as a view": ("DROP VIEW t", "DROP VIEW v"),
    "a view as a materialized one": ("DROP MATERIALIZED VIEW v", "DROP MATERIALIZED VIEW m"),
    "privileges on an index": (
        "GRANT USAGE ON SEQUENCE plain TO PUBLIC",
        "GRANT USAGE ON SEQUENCE s TO PUBLIC",
    ),
    "privileges on a sequence as a table": (
        "COMMENT ON INDEX s IS 'x'",
        "GRANT SELECT ON TABLE s TO PUBLIC",
    ),
    "a key of a partial index": (
        "ALTER TABLE t ADD UNIQUE USING INDEX part",
        "ALTER TABLE t ADD UNIQUE USING INDEX whole",
    ),
    "a key of an index that is not unique": (
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX plain",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX whole",
    ),
    "a partition of a table that is not partitioned": (
        "ALTER TABLE u ATTACH PARTITION p_part FOR VALUES IN (1)",
        "ALTER TABLE p ATTACH PARTITION p_part FOR VALUES IN (1)",
    ),
    "a child without a column": ("ALTER TABLE few INHERIT heir", "ALTER TABLE heir INHERIT few"),
    "a child of a partitioned table": ("ALTER TABLE u INHERIT p", "ALTER TABLE u INHERIT p_part"),
    "a column of a view that is called so already": (
        "ALTER VIEW v RENAME COLUMN a TO b",
        "ALTER VIEW v RENAME COLUMN a TO z",
    ),
}


ALL = [(SETUP, *pair) for pair in CASES.values()] + [
    (refused.SETUP, *pair) for _about, *pair in refused.CASES
]
SINCE_18 = [(refused.SETUP, *pair) for pair in refused.SINCE_18]
IDS = [*CASES, *(f"{about}: {pair[0]}" for about, *pair in refused.CASES), *(pair[1] for pair in SINCE_18)]


@lru_cache
def _made(setup: str) -> Catalog:
    return run(setup)


def _said(setup: str, sql: str) -> list[str]:
    session, catalog = Session(exact=True), _made(setup).overlay()
    for one in split(sql):
        apply(catalog, one, session)
    return session.misfits


@pytest.mark.parametrize(("setup", "refused", "taken"), ALL + SINCE_18, ids=IDS)
def test_what_does_not_fit_is_said_and_what_does_is_not(setup: str, refused: str, taken: str) -> None:
    assert _said(setup, refused)
    assert not _said(setup, taken)


@pytest.mark.slow
@pytest.mark.parametrize("major", [major for major in at_hand() if major >= 15])
def test_postgresql_refuses_just_these(major: int) -> None:
    wrong = []
    for server in started(at_hand()[major]):
        for setup in (SETUP, refused.SETUP):
            with server.database() as url, psycopg.connect(url) as connection:
                connection.execute(setup)
                for own, *statements in ALL + (SINCE_18 if major >= 18 else []):
                    expected = (True, False)
                    if own == setup:
                        found = tuple(_is_refused(connection, sql) for sql in statements)
                        wrong += [(statements, found)] if found != expected else []

    assert wrong == []


def _is_refused(connection: psycopg.Connection, sql: str) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(sql)
    except psycopg.Error:
        return True
    return False


def test_an_index_is_no_part_of_itself_nor_is_what_does_not_fit_attached() -> None:
    setup = "CREATE TABLE top (a int) PARTITION BY LIST (a); CREATE INDEX i ON ONLY top (a)"

    catalog = run(f"{setup}; ALTER INDEX i ATTACH PARTITION i", rules=Session())

    assert get(catalog, "index", "i").parent is None


def test_an_operator_family_has_nothing_of_number_0() -> None:
    setup = "CREATE OPERATOR FAMILY f USING btree"

    assert _said(setup, "ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 0 < (int4, int2)")
    assert not _said(setup, "ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int4, int2)")


@pytest.mark.parametrize(
    ("refused", "taken"),
    [  # measured on 15 and 18, outside of a transaction
        ("CREATE INDEX CONCURRENTLY ON p (a)", "CREATE INDEX ON p (a)"),
        ("CREATE INDEX CONCURRENTLY ON ONLY p (a)", "CREATE INDEX CONCURRENTLY ON t (a)"),
        ("DROP INDEX CONCURRENTLY part, plain", "DROP INDEX part, plain"),
        ("DROP INDEX CONCURRENTLY plain CASCADE", "DROP INDEX CONCURRENTLY plain"),
        (
            "CREATE INDEX i ON p (a); DROP INDEX CONCURRENTLY i",
            "CREATE INDEX i ON p_part (a); DROP INDEX CONCURRENTLY i",
        ),
    ],
)
def test_one_index_of_a_table_with_rows_is_built_or_dropped_concurrently(refused: str, taken: str) -> None:
    assert _said(SETUP, refused)
    assert not _said(SETUP, taken)


@pytest.mark.parametrize(("major", "refused"), [(17, False), (18, True), (None, False)])
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE p (a int) PARTITION BY LIST (a); ALTER TABLE p SET UNLOGGED",
        "CREATE UNLOGGED TABLE p (a int) PARTITION BY LIST (a)",
    ],
)
def test_a_partitioned_table_is_not_unlogged_from_18_on(sql: str, major: int | None, refused: bool) -> None:
    session = Session()
    run(sql, start(major=major), session)

    assert bool(session.misfits) == refused


def test_seconds_have_six_digits_at_most() -> None:
    catalog = run("CREATE TABLE z (a timestamptz(9), b interval second(7), c time(3)[], d varchar(9))")

    assert [str(column.type) for column in get(catalog, "table", "z").columns] == [
        "timestamp(6) with time zone",
        "interval second(6)",
        "time(3) without time zone[]",
        "character varying(9)",
    ]
