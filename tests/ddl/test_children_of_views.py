"""Triggers and rules of a view go where it goes, under the name that it gets."""

from __future__ import annotations

import pytest

from fixer.catalog.objects import Trigger
from fixer.catalog.rare_objects import Rule
from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.ddl.run import run
from fixer.model import ObjectRef
from fixer.replay import start

SETUP = (
    "CREATE SCHEMA other",
    "CREATE TABLE t (a int, b int)",
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE VIEW seen AS SELECT * FROM t",
    "CREATE TRIGGER five INSTEAD OF INSERT ON seen FOR EACH ROW EXECUTE FUNCTION touch()",
    "CREATE RULE nothing AS ON DELETE TO seen DO INSTEAD NOTHING",
)


@pytest.mark.parametrize(
    ("change", "schema", "name"),
    [("SET SCHEMA other", "other", "seen"), ("RENAME TO watched", "public", "watched")],
)
def test_they_are_called_after_the_view(change, schema, name):
    before = start()
    for sql in SETUP:
        run(before, sql, Session(strict=True))
    after = before.overlay()
    run(after, f"ALTER VIEW seen {change}", Session(strict=True))

    named = [item.ref for kind in (Trigger, Rule) for item in after.objects(kind)]
    assert named == [
        ObjectRef("trigger", schema, "five", name),
        ObjectRef("rule", schema, "nothing", name),
    ]
    printed = start()
    for statement in difference(start(), after):
        run(printed, statement.sql, Session(strict=True))
    assert printed.changes(after) == []
    back = [statement.sql for statement in difference(after, before)]
    assert len(back) == 1 and back[0].startswith(f"ALTER VIEW {schema}.{name} ")
