"""What a scratch database looked like before each migration is kept in little room."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import scratch
from fixer.verify.snapshot import compare

EMPTY = Schema((), "plain", (), one_transaction=False, source="nothing")
TABLES = "; ".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY, name text)" for n in range(30))


@pytest.fixture
def made(server: Postgres):
    with scratch(server.url.format("postgres")) as given, scratch_database(given, EMPTY, ()) as scratched:
        yield scratched


def test_a_later_snapshot_is_kept_as_what_differs(made):
    first = made.snapshot(with_dump=False)
    made.connection.execute(TABLES.encode())
    before = made.snapshot(with_dump=True)
    made.connection.execute("CREATE INDEX i ON t1 (name)")
    after = made.snapshot(with_dump=True)
    made.connection.execute("DROP INDEX i")
    back = made.snapshot(with_dump=True)

    assert not before.catalog.grew_from(first.catalog), "most of it was new"
    assert [ref.name for ref in after.catalog.touched()] == ["i"]
    assert back.catalog is before.catalog
    assert compare(before, after).objects == ("index public.i",)
    assert any("CREATE INDEX i" in line for line in compare(before, after).dump)
    assert compare(before, back).same and compare(after, after).same


def test_one_that_is_gone_through_is_whole_and_the_others_stay_upon_the_first(made):
    made.connection.execute(TABLES.encode())
    first = made.snapshot(with_dump=False)
    made.connection.execute("CREATE INDEX i ON t1 (name)")
    whole = made.snapshot(with_dump=False, whole=True)
    upon = made.snapshot(with_dump=False)

    assert not whole.catalog.grew_from(first.catalog)
    assert upon.catalog.grew_from(first.catalog)
    assert compare(whole, upon).same and not compare(first, whole).same


def test_a_moment_that_was_read_is_the_word_now_in_what_is_kept_too(made):
    made.connection.execute(TABLES.encode())
    made.snapshot(with_dump=False)
    made.connection.execute("ALTER TABLE t1 ADD COLUMN at timestamp DEFAULT 'now'")
    once = made.snapshot(with_dump=True)
    made.connection.execute("ALTER TABLE t1 DROP COLUMN at")
    made.connection.execute("ALTER TABLE t1 ADD COLUMN at timestamp DEFAULT 'now'")

    assert compare(once, made.snapshot(with_dump=True)).same
