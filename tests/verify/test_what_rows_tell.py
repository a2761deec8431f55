"""What is done to the values of filled tables is seen, and what keeps them is not blamed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres import Postgres

from fixer.catalog.introspect import introspect
from fixer.verify.connection import Connection, connect
from fixer.verify.contents import Contents
from fixer.verify.rows import Filler

MOOD = "CREATE TYPE mood AS ENUM ('sad', 'ok')"
# the type of a column, up, and down where the rows are looked at after it, too
LOST = {
    "capitals": ("text", "UPDATE t SET c = lower(c)"),
    "blanks": ("text", "UPDATE t SET c = trim(c)"),
    "the end of long texts": ("text", "ALTER TABLE t ALTER c TYPE varchar(255) USING left(c, 255)"),
    "capitals of a key": ("text UNIQUE NOT NULL", "UPDATE t SET c = lower(c)"),
    "capitals of a limited text": ("varchar(40)", "UPDATE t SET c = lower(c)"),
    "digits behind the point": ("numeric", "ALTER TABLE t ALTER c TYPE numeric(12,2)"),
    "digits that a float has not": ("numeric", "ALTER TABLE t ALTER c TYPE float8", "ALTER TABLE t ALTER c TYPE numeric"),
    "another number in a wider type": ("int", "ALTER TABLE t ALTER c TYPE bigint USING c * 2", "ALTER TABLE t ALTER c TYPE int USING c / 2"),
    "cents": ("money", "ALTER TABLE t ALTER c TYPE bigint USING c::numeric::bigint", "ALTER TABLE t ALTER c TYPE money"),
    "what has no room in an integer": ("bigint", "UPDATE t SET c = c % 2147483647"),
    "fractions of seconds": ("timestamp", "ALTER TABLE t ALTER c TYPE timestamp(0)"),
    "microseconds": ("timestamptz", "ALTER TABLE t ALTER c TYPE timestamptz(3)"),
    "fractions of a time": ("time", "ALTER TABLE t ALTER c TYPE time(0)"),
    "the hour, in another zone": (
        "timestamp",
        "ALTER TABLE t ALTER c TYPE timestamptz USING c AT TIME ZONE 'UTC'",
        "ALTER TABLE t ALTER c TYPE timestamp USING c AT TIME ZONE 'Asia/Tokyo'",
    ),
    "the zone": ("timetz", "ALTER TABLE t ALTER c TYPE time", "ALTER TABLE t ALTER c TYPE timetz"),
    "half a second": (
        "interval",
        "ALTER TABLE t ALTER c TYPE int USING extract(epoch FROM c)",
        "ALTER TABLE t ALTER c TYPE interval USING c * interval '1 second'",
    ),
    "the net of an address": ("inet", "ALTER TABLE t ALTER c TYPE text USING host(c)", "ALTER TABLE t ALTER c TYPE inet USING c::inet"),
    "the second element": ("text[]", "ALTER TABLE t ALTER c TYPE text USING c[1]", "ALTER TABLE t ALTER c TYPE text[] USING ARRAY[c]"),
    "the order of elements": ("int[]", "UPDATE t SET c = ARRAY(SELECT unnest(c) ORDER BY 1)"),
    "a key whose value is null": ("jsonb", "UPDATE t SET c = jsonb_strip_nulls(c)"),
    "that a text is empty": ("text", "UPDATE t SET c = nullif(c, '')"),
    "another number under a domain": ("int NOT NULL", "CREATE DOMAIN d AS int; ALTER TABLE t ALTER c TYPE d USING c / 2"),
    "another text for a label": ("mood", "ALTER TABLE t ALTER c TYPE text USING upper(c::text)"),
    "places of words": ("tsvector", "UPDATE t SET c = strip(c)"),
    "bounds": ("numrange", "UPDATE t SET c = numrange(lower(c), upper(c))"),
    "one ordinate": ("point", "UPDATE t SET c = point(c[0], 0)"),
    "the end of long bytes": ("bytea", "UPDATE t SET c = substr(c, 1, 16)"),
    "what refers to the same table": ("int REFERENCES t", "UPDATE t SET c = NULL"),
    "a value that goes to another row while its type is widened": (
        "int NOT NULL",
        "ALTER TABLE t ALTER c TYPE bigint; UPDATE t SET c = (SELECT o.c FROM t o WHERE o.id = 3 - t.id) WHERE id < 3",
    ),
    "one that does while the key is": (
        "text NOT NULL",
        "ALTER TABLE t ALTER id TYPE text; UPDATE t SET c = (SELECT o.c FROM t o WHERE o.id::int = 3 - t.id::int) WHERE id::int < 3",
    ),
}  # fmt: skip
KEPT = {
    "a text of another type": ("text", "ALTER TABLE t ALTER c TYPE varchar", "ALTER TABLE t ALTER c TYPE text"),
    "a wider number": ("int", "ALTER TABLE t ALTER c TYPE bigint", "ALTER TABLE t ALTER c TYPE int"),
    "more digits behind the point": ("numeric(10,2)", "ALTER TABLE t ALTER c TYPE numeric(12,4)", "ALTER TABLE t ALTER c TYPE numeric(10,2)"),
    "a label as text": ("mood", "ALTER TABLE t ALTER c TYPE text", "ALTER TABLE t ALTER c TYPE mood USING c::mood"),
    "a number under a domain": (
        "numeric(10,2)",
        "CREATE DOMAIN d AS numeric(12,4); ALTER TABLE t ALTER c TYPE d",
        "ALTER TABLE t ALTER c TYPE numeric(10,2)",
    ),
    "in an array, too": ("numeric(10,2)[]", "ALTER TABLE t ALTER c TYPE numeric(12,4)[]", "ALTER TABLE t ALTER c TYPE numeric(10,2)[]"),
    "blanks of an array's elements": ("char(3)[]", "ALTER TABLE t ALTER c TYPE char(9)[]", "ALTER TABLE t ALTER c TYPE char(3)[]"),
    "more digits of a second": ("timestamptz(3)", "ALTER TABLE t ALTER c TYPE timestamptz", "ALTER TABLE t ALTER c TYPE timestamptz(3)"),
    "a zone and back": (
        "timestamp",
        "ALTER TABLE t ALTER c TYPE timestamptz USING c AT TIME ZONE 'UTC'",
        "ALTER TABLE t ALTER c TYPE timestamp USING c AT TIME ZONE 'UTC'",
    ),
    "a number as text": ("int", "ALTER TABLE t ALTER c TYPE text", "ALTER TABLE t ALTER c TYPE int USING c::int"),
    "a truth as a number": ("boolean", "ALTER TABLE t ALTER c TYPE int USING c::int", "ALTER TABLE t ALTER c TYPE boolean USING c::boolean"),
    "a column that is made anew with its values": (
        "text",
        "ALTER TABLE t ADD d text; UPDATE t SET d = c; ALTER TABLE t DROP c",
        "ALTER TABLE t ADD c text; UPDATE t SET c = d; ALTER TABLE t DROP d",
    ),
    "a table that is made anew with its rows": ("text", "CREATE TABLE n AS TABLE t; DROP TABLE t; ALTER TABLE n RENAME TO t"),
    "the name of a table in a value": ("regclass DEFAULT 't'", "ALTER TABLE t RENAME TO s", "ALTER TABLE s RENAME TO t"),
}  # fmt: skip


@pytest.fixture(scope="module")
def connection(server: Postgres) -> Iterator[Connection]:
    with server.database() as url, connect(url) as connection:
        yield connection


def _seen(connection: Connection, tables: str, up: str, down: str = "") -> bool:
    """Whether anything of t is said to be lost, on the way up or back."""
    connection.execute(f"DROP SCHEMA public CASCADE; CREATE SCHEMA public; {MOOD}; {tables}".encode())
    filler = Filler(connection, introspect(connection), 9, nulls=True)
    filler.fill()
    assert filler.unfilled == {}
    contents = Contents.of(connection)
    connection.execute(up.encode())
    rows = contents.after_up(connection)
    if down:
        connection.execute(down.encode())
        rows = contents.after_down(connection, rows)
    return any(one.up or one.back for one in rows)


@pytest.mark.parametrize("name", LOST)
def test_what_a_value_loses_is_seen(name: str, connection: Connection):
    kind, *changes = LOST[name]
    assert _seen(connection, f"CREATE TABLE t (id int PRIMARY KEY, c {kind})", *changes)


@pytest.mark.parametrize("name", KEPT)
def test_what_keeps_its_value_is_not_blamed(name: str, connection: Connection):
    kind, *changes = KEPT[name]
    assert not _seen(connection, f"CREATE TABLE t (id int PRIMARY KEY, c {kind})", *changes)


@pytest.mark.parametrize(
    ("change", "seen"),
    [("INSERT INTO t VALUES ('x', 1)", False), ("INSERT INTO t VALUES ('x', 1); DELETE FROM t WHERE a = 'text 1'", True),
     ("INSERT INTO t VALUES ('x', 1), ('y', 1); UPDATE t SET a = 'z' WHERE a = 'text 1'", True), ("INSERT INTO t TABLE t", False)],
)  # fmt: skip
def test_rows_that_come_to_a_table_without_a_key_are_no_loss(change: str, seen: bool, connection: Connection):
    assert _seen(connection, "CREATE TABLE t (a text, b int)", change) is seen


@pytest.mark.parametrize(("change", "seen"), [("INSERT INTO t (a) VALUES ('x')", False), ("ALTER TABLE t ALTER id RESTART", True)])  # fmt: skip
def test_numbers_that_go_down_go_on(change: str, seen: bool, connection: Connection):
    table = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (INCREMENT -1) PRIMARY KEY, a text)"

    assert _seen(connection, table, change) is seen


def test_rows_that_row_security_hides_from_who_looks_are_not_said_to_be_lost(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE ROLE looks; CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1)")
        connection.execute(b"ALTER TABLE t OWNER TO looks; SET ROLE looks")
        contents = Contents.of(connection)

        connection.execute(b"ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY")

        assert [rows.up for rows in contents.after_up(connection)] == [()]
