"""Storage parameters: the fewest statements between two lists of them, whose order is part of the schema."""

from __future__ import annotations

import pytest

from fixer.ddl.relations.storage import parameters

STEPS = {
    "one more": (("a=1",), ("a=1", "b=2"), ["T SET (b=2)"]),
    "one less": (("a=1", "b=2"), ("a=1",), ["T RESET (b)"]),
    "another value": (("a=1", "b=2"), ("a=1", "b=3"), ["T SET (b=3)"]),
    "another order": (("a=1", "b=2"), ("b=2", "a=1"), ["T SET (b=2, a=1)"]),
    "both": (("a=1", "b=2", "c=3"), ("a=1", "c=4"), ["T RESET (b)", "T SET (c=4)"]),
    "all gone": (("a=1", "b=2"), (), ["T RESET (a, b)"]),
    "nothing": (("a=1",), ("a=1",), []),
}


@pytest.mark.parametrize("name", STEPS)
def test_what_changed_is_set_and_what_went_is_reset(name):
    old, new, wanted = STEPS[name]

    assert parameters("T", old, new) == wanted


@pytest.mark.parametrize("name", STEPS)
def test_the_statements_leave_the_list_as_it_is_to_be(name):
    old, new, _wanted = STEPS[name]
    held = list(old)

    for step in parameters("T", old, new):
        said = step[step.index("(") + 1 : -1].split(", ")
        held = [one for one in held if one.split("=")[0] not in {name.split("=")[0] for name in said}]
        held += said if " SET " in step else []

    assert held == list(new)
