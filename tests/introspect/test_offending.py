"""Whether rows break a rule is found out for all rows, or said not to be known: never taken from what a role may see."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres import Postgres

from fixer.catalog.introspect.offending import Offending, offending
from fixer.model import Check

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
