"""What a live database tells, in words."""

from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect.facts import Facts
from fixer.catalog.introspect.offending import Offending
from fixer.live import Live
from fixer.model import Check

SAID = {  # what was found -> what is said of it
    "none": (Offending(0), None),
    "one row": (Offending(1, ("id = 7",)), "1 row breaks it (id = 7)"),
    "rows without a key": (Offending(1200), "1,200 rows break it"),
    "more than are named": (Offending(3, ("id = 1", "id = 2")), "3 rows break it (id = 1; id = 2; …)"),
    "one value": (Offending(2, ("a = 1",), 1), "1 value, in 2 rows, breaks it (a = 1)"),
    "values": (Offending(5, ("a = 1", "a = 2"), 2), "2 values, in 5 rows, break it (a = 1; a = 2)"),
    "what nobody knows": (
        Offending(0, unknown="took longer than 30 s to find out"),
        "whether there are rows without a took longer than 30 s to find out",
    ),
}


@pytest.mark.parametrize(("found", "said"), SAID.values(), ids=SAID)
def test_how_much_breaks_a_rule_is_said_with_the_keys_of_some(found: Offending, said: str | None) -> None:
    live = Live("shop", Catalog(), Facts({}, frozenset(), {}, None, ()), lambda _check: found)

    broken = live.broken_by(Check("SELECT 1", "rows without a"))

    assert (broken and broken.said) == said
    assert broken is None or broken.known == (not found.unknown)
