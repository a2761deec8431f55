"""duplicate-index: which of two indexes goes, and which only look alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers_catalog import found, named, report, run, sql_of

from fixer.catalog.objects import Index
from fixer.model import Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Statistics, mend

FIXER = named("duplicate-index")
USERS = "CREATE TABLE users (id int PRIMARY KEY, a int, b int, email text UNIQUE);"
TABLE = ObjectRef("table", "public", "users")


@pytest.mark.parametrize(
    "index",
    [
        "CREATE INDEX one ON users (a); CREATE INDEX two ON users (a)",
        "CREATE INDEX one ON users (lower(email)) WHERE a > 0; CREATE INDEX two ON users (lower(email)) WHERE a > 0",
        "CREATE UNIQUE INDEX one ON users (a); CREATE UNIQUE INDEX two ON users (a)",
        "CREATE UNIQUE INDEX one ON users (a); CREATE INDEX two ON users (a)",
    ],
)
def test_the_later_or_the_less_strict_one_goes(index: str) -> None:
    assert sql_of(FIXER, USERS + index) == ["DROP INDEX CONCURRENTLY IF EXISTS public.two"]


@pytest.mark.parametrize(
    "index",
    [
        "CREATE INDEX one ON users (a, b)",
        "CREATE INDEX one ON users (a) INCLUDE (b)",
        "CREATE INDEX one ON users (a) WHERE b > 0",
        "CREATE INDEX one ON users (a DESC)",
        "CREATE INDEX one ON users (a int4_minmax_ops)",
        "CREATE INDEX one ON users USING hash (a)",
        "CREATE INDEX one ON users (b)",
    ],
)
def test_what_only_looks_alike_stays(index: str) -> None:
    assert found(FIXER, f"{USERS} CREATE INDEX two ON users (a); {index}") == {}


@pytest.mark.parametrize(("column", "wanted"), [("a", {"two": None}), ("made_elsewhere", {})])
def test_what_cannot_be_made_again_stays(column: str, wanted: dict[str, None]) -> None:
    """Other code may have made the column: the plan ended where the way back asked for it."""
    twice = f"CREATE INDEX one ON users ({column}); CREATE INDEX two ON users ({column})"

    assert found(FIXER, USERS + twice) == wanted


def test_the_index_of_a_constraint_stays_though_it_is_the_later_one() -> None:
    made = "CREATE UNIQUE INDEX one ON users (a); ALTER TABLE users ADD CONSTRAINT two UNIQUE (a)"

    assert sql_of(FIXER, USERS + made) == ["DROP INDEX CONCURRENTLY IF EXISTS public.one"]


def test_two_constraints_that_say_the_same_are_left_to_their_owner() -> None:
    assert found(FIXER, USERS + "ALTER TABLE users ADD CONSTRAINT again UNIQUE (email)") == {}


def test_a_unique_index_that_a_foreign_key_may_depend_on_stays() -> None:
    made = "CREATE UNIQUE INDEX one ON users (a); CREATE UNIQUE INDEX two ON users (a);"

    assert found(FIXER, USERS + made + "CREATE TABLE t (a int REFERENCES users (a))") == {}


def test_an_unequal_treatment_of_nulls_is_a_difference() -> None:
    made = "CREATE UNIQUE INDEX one ON users (a) NULLS NOT DISTINCT; CREATE UNIQUE INDEX two ON users (a)"

    assert found(FIXER, USERS + made) == {}


def test_a_finding_about_the_table_drops_the_one_that_is_too_much() -> None:
    catalog = run(USERS + "CREATE INDEX one ON users (a); CREATE INDEX two ON users (a)")

    fix = mend(FIXER, report(FIXER.rule, TABLE), catalog, FIXER.options())

    assert isinstance(fix, Fix)
    assert fix.title == "drop two, the same as one"


def test_a_finding_that_does_not_hold_is_answered() -> None:
    answer = mend(FIXER, report(FIXER.rule, TABLE), run(USERS), FIXER.options())

    assert isinstance(answer, Satisfied)


def test_an_index_of_the_platform_is_left_alone() -> None:
    made = "CREATE SCHEMA auth; CREATE TABLE auth.t (a int); CREATE INDEX x ON auth.t (a); CREATE INDEX y ON auth.t (a)"

    assert found(FIXER, made, platform="supabase") == {}
    assert list(found(FIXER, made)) == ["y"]


def test_the_beginning_of_another_index_goes_only_when_asked() -> None:
    made = USERS + "CREATE INDEX short ON users (a); CREATE INDEX long ON users (a, b)"

    assert found(FIXER, made) == {}
    assert list(found(FIXER, made, covered=True)) == ["short"]


def test_the_one_that_queries_use_stays() -> None:
    """Else unused-index would drop the other, and neither were left."""
    first = ObjectRef("index", "public", "one")
    counted = Statistics({first: "8 kB"}, "2026-01-01")
    made = USERS + "CREATE INDEX one ON users (a); CREATE INDEX two ON users (a)"

    assert list(found(FIXER, made, statistics=counted)) == ["one"]
    assert list(found(FIXER, made)) == ["two"]


def test_an_invalid_index_stands_in_for_none_until_it_is_built() -> None:
    catalog = run(USERS + "CREATE INDEX one ON users (a); CREATE INDEX two ON users (a)")
    one = ObjectRef("index", "public", "one")
    index = catalog.find(one, Index)
    assert index is not None
    catalog.put(replace(index, valid=False))

    answer = mend(FIXER, report(FIXER.rule, ObjectRef("index", "public", "two")), catalog, FIXER.options())

    assert isinstance(answer, Refusal)
    assert "is invalid" in answer.reason
