"""Which reports are about one problem."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fixer.catalog.catalog import Catalog
from fixer.model import Finding, ObjectRef
from fixer.planner.cases import Case, Cases
from fixer.planner.scope import key

sys.path.insert(0, str(Path(__file__).parent / "fixers"))
from helpers_catalog import named

TABLE = ObjectRef("table", "public", "t")
A, B = (ObjectRef("column", "public", name, "t") for name in "ab")
KEY = ObjectRef("constraint", "public", "t_a_fkey", "t")


def cases(rule: str, target: ObjectRef) -> Cases:
    found = Cases()
    finding = Finding(rule, "fixer", rule, target, "", key(rule, target))
    found.add(Case(named(rule), (finding,)), Catalog())
    return found


@pytest.mark.parametrize(
    ("rule", "about", "said", "same"),
    [
        ("serial-column", A, [A, TABLE], True),
        ("serial-column", A, [B, TABLE], False),
        ("serial-column", A, [TABLE], True),
        ("unindexed-foreign-key", KEY, [B, TABLE], True),
    ],
)
def test_what_is_said_of_one_column_is_not_said_of_another(rule, about, said, same) -> None:
    found = cases(rule, about)

    assert (found.matching(rule, said, "", None) is not None) == same
