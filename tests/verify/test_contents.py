"""What is lost of rows is told by table and column, and what only looks otherwise is not."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.model import Loss
from fixer.verify.connection import Connection, connect
from fixer.verify.contents import Contents
from fixer.verify.losses import told

TREE = """
    CREATE TABLE t (id int, name text) PARTITION BY RANGE (id);
    CREATE TABLE few PARTITION OF t FOR VALUES FROM (0) TO (10);
    CREATE TABLE rest PARTITION OF t DEFAULT;
    INSERT INTO t SELECT n, 'name ' || n FROM generate_series(1, 20) n;
"""
MOVED = {
    "nothing": ("SELECT 1", []),
    "a new partition takes its rows out of the default one": (
        "CREATE TABLE tens (LIKE t); WITH moved AS (DELETE FROM rest WHERE id < 16 RETURNING *) INSERT INTO tens SELECT * FROM moved;"
        " ALTER TABLE t ATTACH PARTITION tens FOR VALUES FROM (10) TO (16)",
        [],
    ),
    "and forgets some": (
        "CREATE TABLE tens (LIKE t); WITH moved AS (DELETE FROM rest WHERE id < 16 RETURNING *) INSERT INTO tens SELECT * FROM moved"
        " WHERE id < 14; ALTER TABLE t ATTACH PARTITION tens FOR VALUES FROM (10) TO (16)",
        [Loss("rows", rows=2)],
    ),
    "and changes some": (
        "CREATE TABLE tens (LIKE t); WITH moved AS (DELETE FROM rest WHERE id < 16 RETURNING *) INSERT INTO tens SELECT id, upper(name)"
        " FROM moved; ALTER TABLE t ATTACH PARTITION tens FOR VALUES FROM (10) TO (16)",
        [Loss("values", "name", example=("name 10", "NAME 10"))],
    ),
    "a partition is split and goes": (
        "ALTER TABLE t DETACH PARTITION few; CREATE TABLE one PARTITION OF t FOR VALUES FROM (0) TO (5);"
        " CREATE TABLE five PARTITION OF t FOR VALUES FROM (5) TO (10); INSERT INTO t SELECT * FROM few; DROP TABLE few",
        [],
    ),
    "a partition is split and kept": (
        "ALTER TABLE t DETACH PARTITION few; CREATE TABLE one PARTITION OF t FOR VALUES FROM (0) TO (10);"
        " INSERT INTO t SELECT * FROM few",
        [],
    ),
    "a partition leaves with its rows": (
        "ALTER TABLE t DETACH PARTITION few; ALTER TABLE few RENAME TO kept",
        [],
    ),
    "and a column is renamed behind it": (
        "ALTER TABLE t DETACH PARTITION few; ALTER TABLE t RENAME name TO title",
        [],
    ),
    "a partition goes": ("DROP TABLE few", [Loss("rows", rows=9)]),
    "a partition leaves and goes": (
        "ALTER TABLE t DETACH PARTITION few; DROP TABLE few",
        [Loss("rows", rows=9)],
    ),
    "the table is one no more": (
        "ALTER TABLE t RENAME TO old; CREATE TABLE t (id int, name text); INSERT INTO t SELECT * FROM old; DROP TABLE old",
        [],
    ),
}


def _losses(connection: Connection, before: str, change: str) -> list[Loss]:
    """Of the table ``t``."""
    connection.execute(before.encode())
    contents = Contents.of(connection)
    connection.execute(change.encode())
    (rows,) = (rows for rows in contents.after_up(connection) if rows.table == "public.t")
    return list(rows.up)


@pytest.mark.parametrize("name", MOVED)
def test_a_row_that_moves_between_partitions_is_no_loss_and_one_that_goes_is(name: str, server: Postgres):
    with server.database() as url, connect(url) as connection:
        assert _losses(connection, TREE, MOVED[name][0]) == MOVED[name][1]


@pytest.mark.parametrize(
    ("change", "apart"),
    [("ALTER TABLE t DETACH PARTITION few", ("public.few",)), ("SELECT 1", ()),
     ("ALTER TABLE t DETACH PARTITION few; ALTER TABLE t ATTACH PARTITION few FOR VALUES FROM (0) TO (10)", ())],
)  # fmt: skip
def test_rows_that_leave_with_their_partition_are_said_to_be_there(
    change: str, apart: tuple[str, ...], server: Postgres
):
    with server.database() as url, connect(url) as connection:
        connection.execute(TREE.encode())
        contents = Contents.of(connection)
        connection.execute(change.encode())

        assert [(rows.up, rows.apart) for rows in contents.after_up(connection)] == [((), apart)]


def test_a_table_that_becomes_a_partition_keeps_its_rows(server: Postgres):
    before = "CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'one'), (2, 'two')"
    change = "ALTER TABLE t RENAME TO old; CREATE TABLE t (id int, name text) PARTITION BY RANGE (id); ALTER TABLE t ATTACH PARTITION old DEFAULT"
    split = "CREATE TABLE one PARTITION OF t FOR VALUES FROM (1) TO (2)"
    with server.database() as url, connect(url) as connection:
        connection.execute(before.encode())
        contents = Contents.of(connection)

        connection.execute(change.encode())
        assert [rows.up for rows in contents.after_up(connection)] == [()]

        connection.execute(
            f"ALTER TABLE t DETACH PARTITION old; {split}; INSERT INTO t SELECT * FROM old WHERE id = 1".encode()
        )
        connection.execute(b"DELETE FROM old WHERE id = 1; ALTER TABLE t ATTACH PARTITION old DEFAULT")
        assert [rows.up for rows in contents.after_up(connection)] == [()]


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("UPDATE t SET id = 3 WHERE id = 2", [Loss("values", "id")]),
        ("DELETE FROM t WHERE id = 2; INSERT INTO t VALUES (3, 'c')", [Loss("rows", rows=1)]),
        ("DELETE FROM t WHERE id = 2", [Loss("rows", rows=1)]),
    ],
)
def test_rows_that_get_other_keys_are_not_lost_and_those_that_others_come_for_are(
    change: str, lost: list[Loss], server: Postgres
):
    table = "CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'a'), (2, 'b')"
    with server.database() as url, connect(url) as connection:
        assert _losses(connection, table, change) == lost


@pytest.mark.parametrize("key", ["g", "id, g", "g, name"])
@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("SELECT 1", []),
        ("UPDATE t SET name = upper(name) WHERE id = 1", [Loss("values", "name", example=("a", "A"))]),
    ],
)
def test_rows_whose_key_is_computed_are_told_by_their_other_columns(
    key: str, change: str, lost: list[Loss], server: Postgres
):
    table = (
        f"CREATE TABLE t (id int, name text, g int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY ({key}));"
    )
    with server.database() as url, connect(url) as connection:
        rows = " INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')"

        assert _losses(connection, table + rows, change) == lost


def test_a_partitioned_table_is_told_as_one(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(TREE.encode())

        assert [(rows.table, rows.before) for rows in Contents.of(connection).after_up(connection)] == [
            ("public.t", 20)
        ]


MOODS = """
    CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN felt AS mood; CREATE TYPE place AS (street text, mood mood);
    CREATE TABLE t (id int PRIMARY KEY, a mood, b mood[], c felt, d place, e place[]);
    INSERT INTO t VALUES (1, 'sad', '{sad,ok}', 'sad', '(a,sad)', ARRAY['(a,sad)', '(b,ok)']::place[]), (2, 'ok', '{}', 'ok', '(,)', '{}'),
        (3, NULL, NULL, NULL, NULL, NULL);
"""
SAME = {
    "a label": "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "two labels change places": "ALTER TYPE mood RENAME VALUE 'sad' TO 'x'; ALTER TYPE mood RENAME VALUE 'ok' TO 'sad';"
    " ALTER TYPE mood RENAME VALUE 'x' TO 'ok'",
    "a new label": "ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'",
    "an attribute": "ALTER TYPE place ADD ATTRIBUTE number int",
    "an attribute's name": "ALTER TYPE place RENAME ATTRIBUTE street TO road",
    "all of it": "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'; ALTER TYPE place ADD ATTRIBUTE number int; ALTER TYPE mood RENAME TO feeling",
}  # fmt: skip
OTHERS = {
    "a": "UPDATE t SET a = 'ok' WHERE id = 1",
    "b": "UPDATE t SET b = '{blue,blue}' WHERE id = 1",
    "c": "UPDATE t SET c = NULL WHERE id = 1",
    "d": "UPDATE t SET d = '(b,blue)' WHERE id = 1",
    "e": "UPDATE t SET e = '{}' WHERE id = 1",
}


@pytest.mark.parametrize("name", SAME)
def test_another_name_of_the_same_value_changes_no_row(name: str, server: Postgres):
    with server.database() as url, connect(url) as connection:
        assert _losses(connection, MOODS, SAME[name]) == []


@pytest.mark.parametrize("column", OTHERS)
def test_another_value_beside_other_names_changes_its_column(column: str, server: Postgres):
    change = f"ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'; {OTHERS[column]}"
    with server.database() as url, connect(url) as connection:
        assert [loss.column for loss in _losses(connection, MOODS, change)] == [column]


def test_an_attribute_that_goes_is_missed_when_it_comes_back_empty(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(MOODS.encode())
        contents = Contents.of(connection)

        connection.execute(b"ALTER TYPE place DROP ATTRIBUTE street")
        up = contents.after_up(connection)
        connection.execute(b"ALTER TYPE place ADD ATTRIBUTE street text")

        assert [rows.up for rows in up] == [()]
        assert [loss.column for rows in contents.after_down(connection, up) for loss in rows.back] == [
            "d",
            "e",
        ]


SAID = {
    "UPDATE t SET b = NULL WHERE a = 2": ["values of public.t.b change on the way up: 'text 2' → NULL"],
    "UPDATE t SET b = repeat('x', 50), c = 0 WHERE a = 2": [
        f"values of public.t.b change on the way up: 'text 2' → '{'x' * 39}…'",
        "values of public.t.c change on the way up: '2' → '0'",
    ],
    "UPDATE t SET b = 'it''s postgres://me:secret@host/db'": [
        "values of public.t.b change on the way up: 'text 1' → 'it''s postgres://me:***@host/db'"
    ],
    "DELETE FROM t WHERE a < 3": ["2 of 3 rows of public.t are lost on the way up"],
    "DROP TABLE t": ["public.t is lost with its 3 rows on the way up"],
    "SELECT setval('t_a_seq', 1)": ["the numbers of public.t.a begin again on the way up"],
    "SELECT 1": [],
}


@pytest.mark.parametrize("change", SAID)
def test_what_is_lost_is_said_with_its_column_and_an_example(change: str, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE TABLE t (a serial PRIMARY KEY, b text, c int)")
        connection.execute(b"INSERT INTO t (b, c) SELECT 'text ' || n, n FROM generate_series(1, 3) n")
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert [said for rows in contents.after_up(connection) for said in told(rows, False)] == SAID[change]


@pytest.mark.parametrize(("number", "known"), [(3, True), (200, False)])
def test_without_a_key_an_example_is_shown_of_few_rows_alone(number: int, known: bool, server: Postgres):
    before = f"CREATE TABLE t (a int, b text); INSERT INTO t SELECT n, 'text ' || n FROM generate_series(1, {number}) n"
    with server.database() as url, connect(url) as connection:
        (loss,) = _losses(connection, before, "UPDATE t SET b = '' WHERE a = 3")

    assert loss == Loss("values", "b", example=("text 3", "") if known else None)
