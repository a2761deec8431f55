"""Operators: the other one of a pair, and the expressions that use one which moves."""

from __future__ import annotations

import pytest
from helpers import run

from fixer.catalog.rare_objects import Operator
from fixer.ddl.difference import difference

ALIKE = "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq{}); "
DIFFERENT = "CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne{}); "
PAIRED = "ALTER OPERATOR === (int, int) SET (NEGATOR = !==)"


def _links(sql: str, name: str) -> tuple[str | None, str | None]:
    """Commutator and negator of the operator of that name, as they would be written."""
    (item,) = (item for item in run(sql).objects(Operator) if item.ref.name == name)
    return tuple(f"{o.schema}.{o.name}" if o else None for o in (item.commutator, item.negator))  # type: ignore[return-value]


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
