"""Columns of parents that have to come back where a table below has one of that name."""

from __future__ import annotations

import pytest
from helpers import empty, get, run

from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.replay import start

BASE = "CREATE TABLE base (a int); CREATE TABLE heir (d int) INHERITS (base)"
RENAMED = "ALTER TABLE base RENAME a TO b"
BACK = "ALTER TABLE public.base RENAME COLUMN b TO a"
WAYS = {
    "nothing below": (RENAMED, [BACK]),
    "a new heir": (
        f"{RENAMED}; CREATE TABLE late (a text) INHERITS (heir)",
        ["DROP TABLE public.late", BACK],
    ),
    "a new column": (
        f"{RENAMED}; ALTER TABLE heir ADD a text",
        [
            "ALTER TABLE public.heir RENAME COLUMN a TO a_old",
            BACK,
            "ALTER TABLE public.heir DROP COLUMN a_old",
        ],
    ),
    "a column that goes back as well": (
        f"{RENAMED}; ALTER TABLE heir RENAME d TO a",
        ["ALTER TABLE public.heir RENAME COLUMN a TO d", BACK],
    ),
}


@pytest.mark.parametrize("what", WAYS)
def test_a_name_that_a_table_below_took_is_free_again_first(what: str) -> None:
    up, down = WAYS[what]
    before = run(BASE)
    after = run(up, before.overlay())

    assert [statement.sql for statement in difference(after, before)] == down


COMPUTED = "CREATE TABLE base (a int, b int GENERATED ALWAYS AS (a + 1) STORED)"


@pytest.mark.parametrize(
    ("heir", "majors"),
    [
        (
            "CREATE TABLE heir (b int GENERATED ALWAYS AS (a + 2) STORED) INHERITS (base)",
            {15: True, 18: False},
        ),
        ("CREATE TABLE heir (a int GENERATED ALWAYS AS (1) STORED) INHERITS (base)", {15: False, 18: True}),
        ("CREATE TABLE heir (b int) INHERITS (base)", {15: False, 18: False}),
    ],
)
def test_an_heir_says_how_it_computes_what_its_parent_computes_from_16_on(
    heir: str, majors: dict[int, bool]
) -> None:
    """Measured on PostgreSQL 15 and 18."""
    for major, refused in majors.items():
        session = Session()
        run(f"{COMPUTED}; {heir}", start(major=major), session)

        assert bool(session.misfits) == refused, major


def test_a_column_that_an_heir_declares_is_computed_as_its_parents_is() -> None:
    catalog = run(f"{COMPUTED}; CREATE TABLE heir (b int) INHERITS (base)")

    assert get(catalog, "table", "heir").column("b").generated == "a + 1"


def test_a_computed_column_that_an_heir_declares_is_made_again_in_both() -> None:
    before = run(f"{COMPUTED}; CREATE TABLE heir (b int) INHERITS (base)")
    after = run("ALTER TABLE base ALTER b TYPE text", before.overlay())

    assert [statement.sql for statement in difference(after, before)] == [
        "ALTER TABLE public.base DROP COLUMN b",
        "ALTER TABLE public.heir DROP COLUMN IF EXISTS b",
        "ALTER TABLE public.base ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED",
    ]


def test_a_column_that_an_heir_computes_as_its_parent_does_is_written_without_how() -> None:
    """PostgreSQL 15 takes no expression for an inherited column."""
    catalog = run(f"{COMPUTED}; CREATE TABLE heir (b int) INHERITS (base)")

    assert "CREATE TABLE public.heir (\n    b integer\n) INHERITS (public.base)" in [
        statement.sql for statement in difference(empty(), catalog)
    ]
