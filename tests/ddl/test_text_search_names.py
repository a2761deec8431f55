"""Text search configurations in expressions: constants name them, which nothing follows, and that is said."""

from __future__ import annotations

import pytest
from helpers import notes

from fixer.layouts.base import MigrationSource
from fixer.replay import replay

MADE = (
    "CREATE SCHEMA other; CREATE TEXT SEARCH CONFIGURATION words (COPY = english); CREATE TABLE t (a text); "
)
INDEX = "CREATE INDEX i ON t USING gin (to_tsvector({}, a)); "


@pytest.mark.parametrize("change", ["RENAME TO others", "SET SCHEMA other"])
@pytest.mark.parametrize("constant", ["'words'", "'words'::regconfig", "'public.words'"])
def test_that_expressions_do_not_follow_a_configuration_is_said(change: str, constant: str) -> None:
    moved = f"ALTER TEXT SEARCH CONFIGURATION words {change}"

    assert notes(moved, MADE + INDEX.format(constant)) == [
        "text search configuration public.words gets another name, which public.i does not follow"
    ]
    assert notes(moved, MADE + INDEX.format("'english'")) == []


def test_that_only_the_search_path_finds_a_configuration_is_said() -> None:
    def said(constant: str) -> list[str]:
        made = "CREATE SCHEMA own; SET search_path = own; " + MADE + INDEX.format(constant)
        return [d.message for d in replay([MigrationSource("a", "a", "a.sql", made)]).diagnostics]

    assert said("'words'") == ["words may be the one in own, which only the search_path finds"]
    assert said("'english'") == []
