"""The multirange type of a type of ranges gets another name: what is of it follows."""

from __future__ import annotations

import pytest
from helpers import get, notes, run

MADE = "CREATE TYPE f AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = fm); CREATE TYPE nrange AS RANGE (SUBTYPE = numeric)"


@pytest.mark.parametrize(("old", "new"), [("fm", "other"), ("nmultirange", '"N m"')])
def test_columns_and_texts_follow(old: str, new: str) -> None:
    made = (
        f"{MADE}; CREATE TABLE t (a {{0}}, c f DEFAULT 'empty', CONSTRAINT k CHECK (a <> '{{{{}}}}'::{{0}}))"
    )
    renamed = run(f"{made.format(old)}; ALTER TYPE {old} RENAME TO {new}")

    assert get(renamed, "table", "t").columns[0].type.name == new.strip('"')
    assert get(renamed, "constraint", "k", table="t").expression == f"a <> '{{}}'::{new}"
    assert get(renamed, "table", "t").columns[1] == get(run(made.format(old)), "table", "t").columns[1]


def test_a_name_that_is_the_default_one_is_not_said() -> None:
    default = get(run(MADE), "type", "nrange").definition

    there = run(f"{MADE}; ALTER TYPE nmultirange RENAME TO m")
    assert get(there, "type", "nrange").definition == f"{default}, multirange_type_name = public.m"
    assert get(run("ALTER TYPE m RENAME TO nmultirange", there), "type", "nrange").definition == default


def test_what_calls_the_function_of_the_old_name_is_said() -> None:
    assert notes("ALTER TYPE fm RENAME TO o", f"{MADE}; CREATE VIEW v AS SELECT fm(NULL::f) AS y") == [
        "view public.v calls the function fm, which keeps its name: that is not followed"
    ]
    assert notes("ALTER TYPE fm RENAME TO o", f"{MADE}; CREATE VIEW v AS SELECT 1 AS fm") == []
    assert notes("ALTER TYPE no RENAME TO o", MADE) == ["there is nothing of that name to rename to o"]
