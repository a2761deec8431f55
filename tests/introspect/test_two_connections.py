"""A database is read on two connections at once where it gives both: they see one state, and one is enough."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres import Postgres

from fixer import live
from fixer.catalog import introspect as room
from fixer.catalog.introspect import introspect


@pytest.fixture
def url(server: Postgres) -> Iterator[str]:
    with server.database() as url:
        server.psql(
            url,
            """
            CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> ''));
            CREATE INDEX ON t (lower(b)) WHERE b > 'a';
            CREATE POLICY p ON t USING (a > 1);
            CREATE VIEW v AS SELECT a FROM t;
            CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1
            """,
        )
        yield url


def test_two_connections_read_what_one_reads(url: str) -> None:
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        alone = list(introspect(first).objects())
        both = list(introspect(first, beside=second).objects())

    assert both == alone
    assert len(both) > 5


def test_both_see_the_state_that_the_first_one_saw(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    joined = room._joined

    def meanwhile(connection: psycopg.Connection) -> str:
        said = joined(connection)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("ALTER TABLE t ADD late int; CREATE INDEX late ON t (late)")
        return said

    monkeypatch.setattr(room, "_joined", meanwhile)
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        catalog = introspect(first, beside=second)
        monkeypatch.undo()
        after = introspect(first, beside=second)

    table, later = catalog.table("public", "t"), after.table("public", "t")
    assert table is not None and later is not None
    assert [column.name for column in table.columns] == ["a", "b"]
    assert catalog.relation("public", "late") is None
    assert later.column("late") is not None


def test_a_role_that_may_have_one_connection_reads_all_the_same(url: str, server: Postgres) -> None:
    server.psql(url, "CREATE ROLE fixer_single LOGIN CONNECTION LIMIT 1")
    try:
        with live.database(url.replace("//postgres@", "//fixer_single@")) as found:
            names = {item.ref.name for item in found.catalog.objects()}
    finally:
        server.psql(url, "DROP ROLE fixer_single")

    assert {"t", "t_pkey", "p", "v", "f"} <= names
