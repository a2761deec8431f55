"""Whether rows break a rule is found out for all rows, or said not to be known: never taken from what a role may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from postgres import Postgres

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect.careful import CAREFULLY
from fixer.catalog.introspect.offending import Offending, offending
from fixer.catalog.objects import Index, IndexKey
from fixer.lock_safe import duplicates
from fixer.model import Check, FixerError, ObjectRef

CHECK = Check("SELECT id FROM public.t WHERE a IS NULL", "rows without a", 1)
FOUND = Offending(2, ("id = 2", "id = 3"))


@pytest.fixture
def url(server: Postgres) -> Iterator[str]:
    """A database with two rows that break the check, and the role fixer_reader without any rights."""
    with server.database() as url:
        rows = "INSERT INTO t VALUES (1, 5), (2, NULL), (3, NULL)"
        server.psql(
            url, f"CREATE TABLE t (id int PRIMARY KEY, a int); {rows}; CREATE ROLE fixer_reader LOGIN"
        )
        yield url


def seen_by(url: str, role: str) -> Offending:
    with psycopg.connect(url.replace("//postgres@", f"//{role}@"), autocommit=True) as connection:
        return offending(connection, CHECK)


def test_offending_rows_are_counted_and_named(server: Postgres, url: str) -> None:
    server.psql(url, "GRANT SELECT ON t TO fixer_reader")

    assert seen_by(url, "postgres") == FOUND
    assert seen_by(url, "fixer_reader") == FOUND


def test_rows_that_may_not_be_read_are_not_known(url: str) -> None:
    assert "permission denied for table t" in seen_by(url, "fixer_reader").unknown


def test_rows_that_a_policy_hides_are_not_known(server: Postgres, url: str) -> None:
    server.psql(url, "GRANT SELECT ON t TO fixer_reader; ALTER TABLE t ENABLE ROW LEVEL SECURITY")

    assert "row-level security" in seen_by(url, "fixer_reader").unknown
    assert seen_by(url, "postgres") == FOUND


WRONG = {  # a query that ends with an error -> what is said of the rows
    "a value that the rule cannot be computed of": ("SELECT id FROM t WHERE NOT (1 / (a - 5) > 0)", "division by zero"),
    "a value of no such type": ("SELECT id FROM t WHERE 'x' || a = ANY (ARRAY[('b' || a)::int::text])", "invalid input syntax"),
    "a function that writes": ("SELECT setval('s', 1) AS id", "read-only transaction"),
    "a table that is locked": ("SELECT id FROM locked", "lock timeout"),
}  # fmt: skip
ABSENT = {  # what a migration that waits is yet to make
    "a column": "SELECT id FROM t WHERE NOT (n > 0)",
    "a table": "SELECT id FROM u",
    "a schema": "SELECT id FROM v.u",
    "a column's type": "SELECT id FROM t WHERE a = ARRAY[1]",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_query_that_ends_with_an_error_leaves_the_rows_unknown(
    name: str, server: Postgres, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fix is refused for it, not the plan."""
    sql, said = WRONG[name]
    monkeypatch.setattr(
        "fixer.catalog.introspect.offending.CAREFULLY", f"{CAREFULLY}; SET LOCAL lock_timeout = '50ms'"
    )
    server.psql(url, "CREATE SEQUENCE s; CREATE TABLE locked (id int)")
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as connection:
        holder.execute("LOCK TABLE locked")
        found = offending(connection, Check(sql, "rows", 1))

    assert found.rows == 0
    assert said in found.unknown


@pytest.mark.parametrize("name", ABSENT)
def test_what_the_database_does_not_have_yet_has_no_rows_that_break_anything(name: str, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        assert offending(connection, Check(ABSENT[name], "rows", 1)) == Offending(0)


def test_a_connection_that_is_lost_leaves_nothing_unknown_but_is_said(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(FixerError, match=r"lost|57P01"):
        offending(connection, Check("SELECT pg_terminate_backend(pg_backend_pid())::text AS id", "rows", 1))


def test_keys_are_written_as_the_server_writes_them(server: Postgres, url: str) -> None:
    """Python has no date before the year 1, no infinity, and other words for what is in an array."""
    server.psql(url, "CREATE TABLE odd (at timestamptz, day date, list text[], yes bool)")
    server.psql(url, "INSERT INTO odd VALUES ('infinity', '0044-03-15 BC', '{a,NULL}', true)")
    check = Check("SELECT at, day, list, yes FROM public.odd", "rows", 4)

    with psycopg.connect(url, autocommit=True) as connection:
        found = offending(connection, check)

    assert found.keys == ("at = infinity, day = 0044-03-15 BC, list = {a,NULL}, yes = t",)


KEYS = {  # a unique index, and what its rows say of it
    "of columns": (
        "n",
        (IndexKey("b"), IndexKey("c")),
        {},
        Offending(5, ("b = 1, c = 1", "b = 2, c = 1"), 2),
    ),
    "of an expression": ("n", (IndexKey(None, "b % 1"),), {}, Offending(7, ("?column? = 0",), 1)),
    "over a part": ("n", (IndexKey("b"),), {"predicate": "b > 1"}, Offending(4, ("b = 2", "b = 3"), 2)),
    "that NULL may have once": (
        "nothing",
        (IndexKey("b"),),
        {"nulls_not_distinct": True},
        Offending(2, ("b = NULL",), 1),
    ),
    "that NULL may have often": ("nothing", (IndexKey("b"),), {}, Offending(0, (), 0)),
    "of a column called as the number of rows": (
        "n",
        (IndexKey("count"),),
        {},
        Offending(7, ("count = 0",), 1),
    ),
}


@pytest.mark.parametrize(("table", "keys", "said", "found"), KEYS.values(), ids=KEYS)
def test_values_that_several_rows_have_are_counted_with_their_rows(
    server: Postgres,
    url: str,
    table: str,
    keys: tuple[IndexKey, ...],
    said: dict[str, Any],
    found: Offending,
) -> None:
    rows = "(1, 1, 0), (1, 1, 0), (1, 1, 0), (2, 1, 0), (2, 1, 0), (3, 1, 0), (3, 2, 0)"
    server.psql(url, f"CREATE TABLE n (b int, c int, count int); INSERT INTO n VALUES {rows}")
    server.psql(url, "CREATE TABLE nothing (b int); INSERT INTO nothing VALUES (NULL), (NULL), (1)")
    index = Index(
        ObjectRef("index", "public", "i"), table=ObjectRef("table", "public", table), keys=keys, **said
    )

    with psycopg.connect(url, autocommit=True) as connection:
        assert offending(connection, duplicates(index, Catalog())) == found
