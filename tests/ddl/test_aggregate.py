"""Aggregates follow what they are made of, and go with it."""

from __future__ import annotations

import pytest
from helpers import contents, notes, run

MADE = """
CREATE SCHEMA other;
CREATE TYPE {kind} AS ENUM ('a');
CREATE FUNCTION {step}(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION step(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION last({kind}, {kind}) RETURNS {kind} LANGUAGE sql IMMUTABLE AS 'SELECT $2';
CREATE FUNCTION {end}(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE step(text) (SFUNC = step, STYPE = text, INITCOND = 'step');
CREATE AGGREGATE total(int) (SFUNC = {step}, STYPE = int, FINALFUNC = {end});
CREATE AGGREGATE newest({kind}) (SFUNC = last, STYPE = {kind});
"""
BEFORE = MADE.format(kind="kind", step="step", end="ending")
CHANGES = {
    "a function is renamed": ("ALTER FUNCTION step(int, int) RENAME TO plus", {"step": "plus"}),
    "another moves": ("ALTER FUNCTION ending(int) SET SCHEMA other", {"end": "other.ending"}),
    "a type is renamed": ("ALTER TYPE kind RENAME TO sort", {"kind": "sort"}),
}


@pytest.mark.parametrize(("change", "names"), CHANGES.values(), ids=CHANGES)
def test_aggregates_follow_functions_and_types(change: str, names: dict[str, str]) -> None:
    made_so = run(MADE.format(**{"kind": "kind", "step": "step", "end": "ending", **names}))

    assert contents(run(BEFORE + change)) == contents(made_so)


def test_a_function_that_an_aggregate_is_made_of_is_not_dropped_alone() -> None:
    assert notes("DROP FUNCTION step(int, int)", BEFORE) == [
        "aggregate public.total(integer) still needs function public.step(integer, integer)"
    ]
    assert run(BEFORE + "DROP FUNCTION ending(int) CASCADE").routines("public", "total") == ()


def test_a_function_of_the_same_name_is_nothing_to_an_aggregate() -> None:
    other = BEFORE + "CREATE FUNCTION ending(text) RETURNS text LANGUAGE sql AS 'SELECT $1';"

    assert notes("DROP FUNCTION ending(text)", other) == []
