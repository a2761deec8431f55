"""Operators: the other one of a pair, and the expressions that use one which moves."""

from __future__ import annotations

import pytest
from helpers import contents, empty, notes, run

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint
from fixer.catalog.rare_objects import Operator
from fixer.ddl.difference import difference
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay

ALIKE = "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq{}); "
DIFFERENT = "CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne{}); "
PAIRED = "ALTER OPERATOR === (int, int) SET (NEGATOR = !==)"


def replayed(sql: str) -> Catalog:
    """The catalog after a file, in which a search_path has its effect."""
    return replay([MigrationSource("a", "a", "a.sql", sql)]).catalog


def _links(sql: str, name: str) -> tuple[str | None, str | None]:
    """Commutator and negator of the operator of that name, as they would be written."""
    (item,) = (item for item in run(sql).objects(Operator) if item.ref.name == name)
    commutator, negator = (f"{o.schema}.{o.name}" if o else None for o in (item.commutator, item.negator))
    return commutator, negator


PAIRS = {
    "one names the other, which is made after it without a word of it": (
        ALIKE.format(", NEGATOR = !==") + DIFFERENT.format(""),
        ("!==", None, None),
    ),
    "one names the other, which is there": (
        ALIKE.format("") + DIFFERENT.format(", NEGATOR = ==="),
        ("===", None, "public.!=="),
    ),
    "ALTER OPERATOR names the other": (
        ALIKE.format("") + DIFFERENT.format("") + PAIRED,
        ("!==", None, "public.==="),
    ),
    "ALTER OPERATOR names itself": (
        ALIKE.format("") + "ALTER OPERATOR === (int, int) SET (COMMUTATOR = ===)",
        ("===", "public.===", None),
    ),
    "the other is found by the search_path": (
        ALIKE.format("")
        + "CREATE SCHEMA o; SET search_path = o, public; "
        + DIFFERENT.format(", NEGATOR = ==="),
        ("!==", None, "public.==="),
    ),
    "nobody names another": (ALIKE.format("") + DIFFERENT.format(""), ("!==", None, None)),
}


@pytest.mark.parametrize(("sql", "wanted"), PAIRS.values(), ids=PAIRS)
def test_each_of_a_pair_of_operators_points_to_the_other(
    sql: str, wanted: tuple[str, str | None, str | None]
) -> None:
    name, *links = wanted

    assert _links(sql, name) == tuple(links)


def test_the_other_of_a_pair_that_is_there_is_set_where_postgresql_can() -> None:
    before, after = (
        run(ALIKE.format("") + DIFFERENT.format("")),
        run(ALIKE.format("") + DIFFERENT.format("") + PAIRED),
    )

    assert [step.sql for step in difference(before, after)] == [
        "ALTER OPERATOR public.=== (integer, integer) SET (NEGATOR = OPERATOR(public.!==))"
    ]
    assert [step.sql for step in difference(after, after)] == []


NEAR = "CREATE SCHEMA own; CREATE SCHEMA later; CREATE OPERATOR own.~~= (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq); "
FIELDS = """
CREATE TABLE t (a int, b boolean DEFAULT 1 {0} 2, c boolean GENERATED ALWAYS AS (a {0} 1) STORED, CONSTRAINT k CHECK (a {0} 3));
CREATE INDEX i ON t ((a {0} 4)) WHERE a {0} 5;
CREATE VIEW v AS SELECT a {0} 6 AS x FROM t;
CREATE POLICY p ON t USING (a {0} 7);
CREATE DOMAIN d AS int CHECK (VALUE {0} 8);
CREATE FUNCTION f(a boolean DEFAULT 1 {0} 9) RETURNS boolean LANGUAGE sql RETURN 1 {0} 10;
CREATE OPERATOR CLASS o FOR TYPE int USING hash AS OPERATOR 1 {1};
CREATE AGGREGATE least_of(int) (SFUNC = int4smaller, STYPE = int, SORTOP = {0});
ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING hash (a WITH {0});
"""
MOVES = {
    "SET SCHEMA": "ALTER OPERATOR own.~~= (int, int) SET SCHEMA later",
    "the schema is renamed": "DROP SCHEMA later; ALTER SCHEMA own RENAME TO later",
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_expressions_follow_an_operator_to_another_schema(move: str) -> None:
    moved = run(NEAR + FIELDS.format("OPERATOR(own.~~=)", "own.~~=") + move)
    made_there = run(
        NEAR.replace("own.~~=", "later.~~=")
        + FIELDS.format("OPERATOR(later.~~=)", "later.~~=")
        + ("DROP SCHEMA own" if "RENAME" in move else "")
    )

    assert contents(moved) == contents(made_there)


def test_an_operator_that_only_the_search_path_finds_is_written_with_its_schema() -> None:
    sql = "SET search_path = own, public; CREATE TABLE public.t (a int, CONSTRAINT k CHECK (a~~=1 OR a OPERATOR(~~=) 2))"
    check = replayed(NEAR + sql).get(ObjectRef("constraint", "public", "k", "t"))

    assert isinstance(check, Constraint)
    assert check.expression == "a OPERATOR(own.~~=)1 OR a OPERATOR(own.~~=) 2"


def test_an_operator_that_is_used_is_not_dropped_without_what_uses_it() -> None:
    used = NEAR + "CREATE VIEW v AS SELECT 1 OPERATOR(own.~~=) 2 AS x"

    assert "v" in "".join(notes("DROP OPERATOR own.~~= (int, int)", used))
    assert run(used + "; DROP OPERATOR own.~~= (int, int) CASCADE").relation("public", "v") is None
    assert notes("DROP OPERATOR own.~~= (int, int)", NEAR + "CREATE VIEW v AS SELECT 1 = 2 AS x") == []


OVERLOADED = NEAR + "CREATE OPERATOR own.~~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8eq); "
MOVE = "ALTER OPERATOR own.~~= (int, int) SET SCHEMA later"


def test_that_one_of_several_operators_of_a_name_is_not_followed_is_said_where_the_name_is_used() -> None:
    used = OVERLOADED + "CREATE VIEW v AS SELECT 1 OPERATOR(own.~~=) 2 AS x"

    assert notes(MOVE, used) == [
        "an operator ~~= that public.v has is not followed to another schema: it may be this one"
    ]
    assert notes(MOVE, OVERLOADED + "CREATE VIEW v AS SELECT 1 = 2 AS x") == []


def test_that_one_of_several_operators_is_found_by_the_search_path_alone_is_said() -> None:
    sql = "SET search_path = own, public; CREATE VIEW public.v AS SELECT 1 {} 2 AS x"

    def said(setup: str, operator: str) -> list[str]:
        text = setup + sql.format(operator)
        return [d.message for d in replay([MigrationSource("a", "a", "a.sql", text)]).diagnostics]

    assert said(OVERLOADED, "~~=") == [
        "the operator ~~= may be the one in own, which only the search_path finds"
    ]
    assert said(OVERLOADED, "=") == said(NEAR, "~~=") == []


SHELLS = {
    "never made": (
        "CREATE OPERATOR <=~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48le, COMMUTATOR = >=~)",
        [
            "DROP OPERATOR public.<=~ (integer, bigint)",
            "DROP OPERATOR IF EXISTS public.>=~ (bigint, integer)",
        ],
    ),
    "made later": (
        "CREATE OPERATOR <=~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48le, COMMUTATOR = >=~);"
        "CREATE OPERATOR >=~ (LEFTARG = bigint, RIGHTARG = int, FUNCTION = int84ge)",
        ["DROP OPERATOR public.<=~ (integer, bigint)", "DROP OPERATOR public.>=~ (bigint, integer)"],
    ),
    "itself": (
        "CREATE OPERATOR ~= (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = ~=)",
        ["DROP OPERATOR public.~= (integer, integer)"],
    ),
}


@pytest.mark.parametrize(("sql", "back"), SHELLS.values(), ids=SHELLS)
def test_the_other_of_a_pair_goes_too_where_it_was_only_named(sql: str, back: list[str]) -> None:
    """A schema with such an operator could not be dropped."""
    assert [statement.sql for statement in difference(run(sql), empty())] == back
