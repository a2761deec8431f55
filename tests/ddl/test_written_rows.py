"""Rows that texts write: with a value for each attribute of their type, also of those that come later, and without those that go."""

from __future__ import annotations

import pytest
from helpers import get, notes, run

TYPES = "CREATE TYPE pair AS (a int, b text); CREATE TYPE other AS (a int, b text);"
ADDED = "ALTER TYPE pair ADD ATTRIBUTE z int"
ROWS = [
    ("pair", "ROW(1, 'x')::pair", "ROW(1, 'x', NULL)::pair"),
    ("pair", "CAST(ROW(1, 'ü') AS public.pair)", "CAST(ROW(1, 'ü', NULL) AS public.pair)"),
    ("pair", "(1, ')')", "(1, ')', NULL)"),
    ("pair", "'(1,x)'::pair", "'(1,x)'::pair"),
    ("pair[]", "ARRAY[(1, 'x'), ROW(2, 'y')]::pair[]", "ARRAY[(1, 'x', NULL), ROW(2, 'y', NULL)]::pair[]"),
    ("other", "ROW(1, 'x')::other", "ROW(1, 'x')::other"),
    ("other[]", "ARRAY[ROW(1, 'x')::other]", "ARRAY[ROW(1, 'x')::other]"),
]


@pytest.mark.parametrize(("kind", "before", "after"), ROWS)
def test_a_new_attribute_is_null_in_rows_of_its_type_alone(kind: str, before: str, after: str) -> None:
    catalog = run(f"{TYPES} CREATE TABLE t (p pair, c {kind} DEFAULT {before}); {ADDED}")

    assert get(catalog, "table", "t").column("c").default == after


@pytest.mark.parametrize(
    ("gone", "before", "after"),
    [
        ("a", "ROW(1, 'x')::pair", "ROW('x')::pair"),
        ("b", "ROW(1, f('x', 2))::pair", "ROW(1)::pair"),
        ("a", "(1, 'x')::pair", "ROW('x')::pair"),
        ("b", "(1, 'x')::pair", "ROW(1)::pair"),
        ("a", "ROW(1, 'x')::other", "ROW(1, 'x')::other"),
    ],
)
def test_a_value_goes_with_its_attribute(gone: str, before: str, after: str) -> None:
    function = "CREATE FUNCTION f(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1';"
    catalog = run(
        f"{TYPES} {function} CREATE VIEW v AS SELECT {before} AS c; ALTER TYPE pair DROP ATTRIBUTE {gone}"
    )

    assert get(catalog, "view", "v").query == f"SELECT {after} AS c"


def test_a_value_goes_with_the_last_attribute() -> None:
    catalog = run(
        f"{TYPES} CREATE VIEW v AS SELECT ROW(1, 'x')::pair AS c; ALTER TYPE pair DROP ATTRIBUTE a, DROP ATTRIBUTE b"
    )

    assert get(catalog, "view", "v").query == "SELECT ROW()::pair AS c"


def test_rows_of_a_table_follow_its_columns() -> None:
    made = "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT ROW(1, 2)::t AS c;"
    catalog = run(f"{made} ALTER TABLE t ADD c int; ALTER TABLE t DROP a")

    assert get(catalog, "view", "v").query == "SELECT ROW(2, NULL)::t AS c"


@pytest.mark.parametrize(
    ("view", "gone", "said"),
    [
        ("SELECT (c).b FROM t", "b", True),
        ("SELECT (c).* FROM t", "b", True),
        ("SELECT (c).b FROM t", "a", False),
        ("SELECT c FROM t", "b", False),
        ("SELECT * FROM t", "b", False),
        ("SELECT (row).b FROM (SELECT ROW(1, 'x')::other AS row) s", "b", False),
    ],
)
def test_what_may_take_an_attribute_that_goes_is_announced(view: str, gone: str, said: bool) -> None:
    found = notes(
        f"ALTER TYPE pair DROP ATTRIBUTE {gone}", f"{TYPES} CREATE TABLE t (c pair); CREATE VIEW v AS {view}"
    )

    assert [note.partition(":")[0] for note in found] == (
        [f"attribute {gone} of public.pair may be one that public.v takes from a value"] if said else []
    )
