"""Operator classes that get another name: indexes follow, and what does not is said."""

from __future__ import annotations

import pytest
from helpers import contents, get, notes, run

from fixer.ddl.difference import difference
from fixer.layouts.base import MigrationSource
from fixer.replay import replay

BY = (
    " FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,"
    " FUNCTION 1 btint4cmp(int, int)"
)
MADE = f"""CREATE SCHEMA ops; CREATE OPERATOR CLASS ops.cls{BY}; CREATE OPERATOR CLASS own{BY}; CREATE TABLE t (a int, cls int);
CREATE OPERATOR CLASS ops.cls FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)"""
FOLLOWED = {
    "a name": ("a ops.cls DESC", "ALTER OPERATOR CLASS ops.cls USING btree RENAME TO k", "ops.k DESC"),
    "a name without schema": ("a own", 'ALTER OPERATOR CLASS own USING btree RENAME TO "K"', '"K"'),
    "a schema": ("a ops.cls", "ALTER OPERATOR CLASS ops.cls USING btree SET SCHEMA public", "public.cls"),
    "a schema's name": ("a ops.cls NULLS FIRST", "ALTER SCHEMA ops RENAME TO o", "o.cls NULLS FIRST"),
    "that of another method": (
        "cls ops.cls",
        "ALTER OPERATOR CLASS ops.cls USING hash RENAME TO k",
        "ops.cls",
    ),
    "another class": ("cls own", "ALTER OPERATOR CLASS ops.cls USING btree RENAME TO k", "own"),
    "no class": ("cls", "ALTER OPERATOR CLASS ops.cls USING btree RENAME TO k", ""),
}


@pytest.mark.parametrize(("key", "move", "suffix"), FOLLOWED.values(), ids=FOLLOWED)
def test_indexes_follow_an_operator_class(key: str, move: str, suffix: str) -> None:
    before = run(f"{MADE}; CREATE INDEX i ON t ({key})")
    after = run(move, before.overlay())

    assert [one.suffix for one in get(after, "index", "i").keys] == [suffix]
    back = [statement.sql for statement in difference(after, before)]
    assert contents(run(";".join(back), after.overlay())).keys() == contents(before).keys()


def test_a_class_that_the_search_path_finds_is_written_with_its_schema() -> None:
    sql = f"{MADE}; SET search_path = ops, public; CREATE INDEX i ON t (a cls); CREATE INDEX j ON t (a own)"
    found = replay([MigrationSource("a", "a", "a.sql", sql)])

    suffixes = [get(found.catalog, "index", name).keys[0].suffix for name in ("i", "j")]
    assert (suffixes, found.diagnostics) == (["ops.cls", "own"], ())


UNFOLLOWED = {
    "a partition key": ("CREATE TABLE p (a int) PARTITION BY RANGE (a ops.cls)", "table public.p"),
    "a type of ranges": (
        "CREATE TYPE r AS RANGE (SUBTYPE = int, SUBTYPE_OPCLASS = ops.cls)",
        "type public.r",
    ),
}


@pytest.mark.parametrize(
    "move", ["ALTER OPERATOR CLASS ops.cls USING btree RENAME TO k", "ALTER SCHEMA ops RENAME TO o"]
)
@pytest.mark.parametrize(("using", "what"), UNFOLLOWED.values(), ids=UNFOLLOWED)
def test_what_does_not_follow_is_said(using: str, what: str, move: str) -> None:
    said = notes(move, f"{MADE}; {using}")

    assert f"operator class ops.cls(btree) gets another name, which {what} does not follow" in said
    assert notes(move, f"{MADE}; {using.replace(' ops.cls', ' int4_ops')}") == []
