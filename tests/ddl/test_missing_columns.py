"""A column that is not there is told only as long as all is followed that was run before, whichever file that was in."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay, start

MADE = "CREATE TABLE t (a int);"
NAMED = (
    "CREATE INDEX ON t (nope);",
    "ALTER TABLE t ADD CHECK (nope > 1);",
    "CREATE VIEW v AS SELECT nope FROM t;",
)


def _said(*files: str) -> list[str]:
    sources = [MigrationSource(str(at), "m", f"{at}.sql", text) for at, text in enumerate(files)]
    found = replay(sources, base=start("plain", 15)).diagnostics
    return [one.message for one in found if one.level == "warning" and "no column" in one.message]


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize(
    "between", ["", "SELECT now();", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"]
)
def test_a_column_is_missing_where_all_is_followed(named: str, between: str) -> None:
    assert len(_said(MADE, between, named)) == 1
    assert len(_said(MADE + between + named)) == 1


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize(
    "between",
    [
        "SELECT AddGeometryColumn('t', 'nope', 1, 'POINT', 2);",
        "DO $$ BEGIN PERFORM add_column('t'); END $$;",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD ' || current_user || ' int'; END $$;",
        "CALL add_column('t');",
        "ALTER TABLE elsewhere.t ADD nope int;",
    ],
)
def test_a_column_is_not_missing_where_something_may_have_made_it(named: str, between: str) -> None:
    assert _said(MADE, between, named) == []
    assert _said(MADE + between + named) == []
