"""Words for the moment at which something is made: the way back says that it cannot know the one that was held."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import steps
from fixer.way_back import way_back

HELD = "means the moment at which this runs: the one that it held is not known."
TABLE = "CREATE TABLE t (a text, at timestamptz DEFAULT 'now', kind text DEFAULT 'today');"
CASES = {
    "a view": ("CREATE VIEW v AS SELECT at > 'now'::timestamptz AS late FROM t", "DROP VIEW v", ["'now' in public.v"]),
    "a view that is made anew for the table's sake": (
        "CREATE VIEW v AS SELECT a, date 'Yesterday' AS day FROM t",
        "DROP VIEW v; ALTER TABLE t ALTER a TYPE varchar; CREATE VIEW v AS SELECT a, date 'Yesterday' AS day FROM t",
        ["'Yesterday' in public.v"],
    ),
    "defaults of a table": ("SELECT 1", "DROP TABLE t", ["'now' in public.t"]),
    "a default": ("SELECT 1", "ALTER TABLE t ALTER at SET DEFAULT now()", ["'now' in public.t"]),
    "a policy": (
        "CREATE POLICY p ON t USING (at < CAST('tomorrow' AS timestamptz))",
        "DROP POLICY p ON t",
        ["'tomorrow' in public.t"],
    ),
    "a function, which reads it when it runs": (
        "CREATE FUNCTION f() RETURNS date LANGUAGE plpgsql AS $$ BEGIN RETURN 'now'::date; END $$",
        "DROP FUNCTION f()",
        [],
    ),
    "a word in a text": ("SELECT 1", "ALTER TABLE t ALTER kind DROP DEFAULT", []),
    "a function call": ("CREATE VIEW v AS SELECT now() AS at", "DROP VIEW v", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_moment_that_was_read_once_is_said_not_to_come_back(name):
    setup, migration, held = CASES[name]
    sources = [
        MigrationSource(n, n, f"{n}.sql", text) for n, text in (("1", TABLE + setup), ("2", migration))
    ]

    made = steps(sources)
    next(made)
    found = way_back(next(made), concurrently=False)

    assert [sentence for sentence in found.lost if HELD in sentence] == [f"{what} {HELD}" for what in held]
