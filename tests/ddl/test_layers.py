"""A catalog kept as what differs from an earlier one is the same catalog, in less room."""

from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Object, Table
from fixer.ddl.base import Session
from fixer.ddl.run import run
from fixer.replay import start

TABLES = "\n".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY, name text);" for n in range(40))


def built(text: str) -> Catalog:
    catalog = start()
    for sql in filter(str.strip, text.split(";")):
        run(catalog, sql, Session(strict=True))
    return catalog


@pytest.mark.parametrize(
    "later",
    [
        "",
        "CREATE INDEX i ON t1 (name)",
        "DROP TABLE t3",
        "DROP TABLE t3; CREATE TABLE t3 (id text)",
        "DROP TABLE t3; CREATE VIEW t3 AS SELECT * FROM t4",
        "ALTER TABLE t5 RENAME TO t50; ALTER TABLE t50 ADD COLUMN x int",
    ],
)
def test_what_little_differs_is_kept_alone(later):
    before, after = built(TABLES), built(TABLES + later)
    layer = after.upon(before)

    assert layer.grew_from(before) and len(layer.touched()) <= 5
    assert layer.changes(after) == after.changes(layer) == []
    assert layer.changes(before) == after.changes(before)
    assert {item.ref: item for item in layer.objects(Object)} == {i.ref: i for i in after.objects(Object)}
    for table in after.objects(Table):
        assert layer.children(table.ref, Index) == after.children(table.ref, Index)
        assert layer.relation("public", table.ref.name) == after.relation("public", table.ref.name)


def test_what_is_much_else_stays_by_itself():
    before, after = built(TABLES), built(TABLES.replace("name text", "name varchar"))

    assert after.upon(before) is after


def test_an_identity_means_nothing_in_another_database():
    """Both count from one: the same number is another column."""
    before, after = built(TABLES), built(TABLES + "DROP TABLE t3; CREATE TABLE t3 (name text)")

    assert not after.upon(before).related(before)
    assert before.overlay().related(before)


def test_two_that_are_kept_upon_the_same_one_are_compared_by_what_was_kept(monkeypatch):
    base = built(TABLES)
    one, other = (
        built(TABLES + "DROP TABLE t3").upon(base),
        built(TABLES + "CREATE INDEX i ON t1 (name)").upon(base),
    )
    monkeypatch.setattr(Catalog, "objects", lambda *_: pytest.fail("everything was looked at"))

    assert {ref.name for ref, _was, _now in other.changes(one)} == {"i", "t3", "t3_pkey"}
