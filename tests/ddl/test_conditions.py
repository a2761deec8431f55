"""Conditions in code: what the schema answers decides, what it does not is announced."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import contents, notes, run

from fixer.ddl.base import Session
from fixer.ddl.bodies import asked

SETUP = "CREATE EXTENSION citext; CREATE TABLE orders (id int NOT NULL, a text); CREATE TABLE t_x (id int CONSTRAINT k CHECK (id > 0))"
COLUMN = (
    "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'orders' AND column_name = '{}')"
)
TOLD = {
    "a column that is there": (COLUMN.format("a"), True),
    "one that is not": (COLUMN.format("legacy_status"), False),
    "that there is none": (f"NOT {COLUMN.format('a')}", False),
    "what a column is": (COLUMN.format("id' AND is_nullable = 'YES"), False),
    "its type": (
        "(SELECT data_type FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'a') "
        "= 'text'",
        True,
    ),
    "an extension": ("EXISTS (SELECT FROM pg_extension WHERE extname = 'citext')", True),
    "one that is not there": ("EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')", False),
    "a relation by its name": ("to_regclass('public.orders') IS NULL", False),
    "one of no such name": ("to_regclass('order') IS NULL", True),
    "tables that are joined": (
        "EXISTS (SELECT FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "WHERE c.conname = 'k' AND t.relname = 'orders')",
        False,
    ),
    "a value where there is one": ("(SELECT true FROM pg_class WHERE relname = 'orders')", True),
    "a value where there is none": ("(SELECT true FROM pg_class WHERE relname = 'order')", False),
    "that it is none": ("(SELECT true FROM pg_class WHERE relname = 'order') IS NULL", True),
    "what a value is that is none": (
        "(SELECT relname FROM pg_class WHERE relname = 'order') = 'order'",
        False,
    ),
    "what it is not": ("(SELECT relname FROM pg_class WHERE relname = 'order') NOT LIKE 'x%'", False),
    "neither so nor otherwise": ("NOT (SELECT true FROM pg_class WHERE relname = 'order')", False),
    "how many there are": (
        "(SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders') = 2",
        True,
    ),
}


@pytest.mark.parametrize(("condition", "holds"), TOLD.values(), ids=TOLD)
def test_what_the_schema_answers_decides(condition: str, holds: bool) -> None:
    block = f"DO $$ BEGIN IF {condition} THEN CREATE SEQUENCE yes; ELSE CREATE SEQUENCE no; END IF; END $$"

    assert contents(run(block, run(SETUP))) == contents(
        run(f"CREATE SEQUENCE {'yes' if holds else 'no'}", run(SETUP))
    )


ROLES = {
    "one that is made": ("CREATE ROLE r", "", True),
    "one that is dropped": ("CREATE ROLE r; DROP ROLE r", "", False),
    "one that others made, and is dropped": ("DROP ROLE r", "", False),
    "one that is made again": ("DROP ROLE IF EXISTS r; CREATE ROLE r", "", True),
    "one that is dropped with others": ("CREATE ROLE r; CREATE USER s; DROP USER s, r", "", False),
    "one that is made in what failed": (
        "CREATE ROLE r; DROP ROLE r",
        "BEGIN CREATE ROLE r; CREATE TABLE orders (); EXCEPTION WHEN duplicate_table THEN NULL; END;",
        False,
    ),
    "one that is dropped in what failed": (
        "CREATE ROLE r",
        "BEGIN DROP ROLE r; CREATE TABLE orders (); EXCEPTION WHEN duplicate_table THEN NULL; END;",
        True,
    ),
}


@pytest.mark.parametrize(("before", "code", "there"), ROLES.values(), ids=ROLES)
@pytest.mark.parametrize(
    "condition",
    [
        "EXISTS (SELECT FROM pg_roles WHERE rolname = 'r')",
        "EXISTS (SELECT FROM pg_catalog.pg_authid a WHERE a.rolname = 'r')",
        "to_regrole('r') IS NOT NULL",
    ],
)
def test_which_roles_there_are_is_known_of_those_that_are_made_and_dropped(
    before: str, code: str, there: bool, condition: str
) -> None:
    rules = Session()
    block = (
        f"DO $$ BEGIN {code} IF {condition} THEN CREATE SEQUENCE yes; ELSE CREATE SEQUENCE no; END IF; END $$"
    )
    catalog = run(block, run(f"{SETUP}; {before}", rules=rules), rules)

    assert [ref.name for ref in contents(catalog) if ref.kind == "sequence"] == ["yes" if there else "no"]
    assert rules.notes == []


@pytest.mark.parametrize(
    ("sql", "there"), [("BEGIN; CREATE ROLE r; ROLLBACK", False), ("BEGIN; DROP ROLE r; ROLLBACK", True)]
)
def test_a_rollback_takes_back_which_roles_there_are(sql: str, there: bool) -> None:
    rules = Session(keeps=True)
    run(f"CREATE ROLE r; {'' if there else 'DROP ROLE r'};{sql}", rules=rules)

    assert bool(rules.roles["r"]) is there


NOT_TOLD = {
    "a function of one's own": "is_there('orders')",
    "a column of which nothing is known": "EXISTS (SELECT FROM pg_class WHERE relname = 'orders' AND reltuples > 5)",
    "a table of one's own": "EXISTS (SELECT FROM orders WHERE a = 'orders')",
    "roles": "EXISTS (SELECT FROM pg_roles WHERE rolname = 'orders')",
    "an aggregate, which always gives a row": "EXISTS (SELECT max(tablename) FROM pg_tables WHERE tablename = 'no')",
    "an outer join": "EXISTS (SELECT FROM pg_class c LEFT JOIN pg_constraint k ON k.conrelid = c.oid WHERE relname = 'orders')",
}


@pytest.mark.parametrize("condition", NOT_TOLD.values(), ids=NOT_TOLD)
def test_what_it_does_not_is_announced(condition: str) -> None:
    block = f"DO $$ BEGIN IF {condition} THEN ALTER TABLE orders ADD b int; END IF; END $$"
    rules = Session()

    assert contents(run(block, run(SETUP), rules)) == contents(
        run("ALTER TABLE orders ADD b int", run(SETUP))
    )
    assert rules.notes == [f"a DO block changes the schema on a condition, taken as true: {condition}"]


GUARDS = {
    "a role": "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app",
    "a constraint of a table that is made elsewhere": "IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'x') THEN "
    "ALTER TABLE orders ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES elsewhere (id)",
    "a type beside an extension of which nothing is known": "CREATE EXTENSION IF NOT EXISTS my_own; "
    "IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('x')",
}


@pytest.mark.parametrize("code", GUARDS.values(), ids=GUARDS)
def test_a_branch_that_makes_what_is_asked_for_says_so_itself(code: str) -> None:
    block = f"DO $$ BEGIN {code}; END IF; END $$"

    assert notes(f"{block}; {block}", SETUP) == []


LOCAL = (
    "a DO block sets the search_path until its transaction ends, "
    "which is taken to be its own, not that of the file"
)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SET LOCAL search_path = app", [LOCAL]),
        ("PERFORM set_config('search_path', 'app', true)", [LOCAL]),
        ("SET search_path = app", []),
        ("CREATE TABLE app.t (a int)", []),
    ],
)
def test_a_path_that_code_sets_for_its_transaction_is_announced(code: str, said: list[str]) -> None:
    assert notes(f"DO $$ BEGIN {code}; END $$", "CREATE SCHEMA app") == said


def test_a_path_ends_with_the_code_that_sets_it_where_no_transaction_is_around() -> None:
    rules, block = Session(), "DO $$ BEGIN SET LOCAL search_path = app; CREATE TABLE a (b int); END $$"

    catalog = run(f"CREATE SCHEMA app; {block}; CREATE TABLE c (d int)", rules=rules)

    assert (rules.notes, rules.search_path) == ([LOCAL], ("public",))
    assert catalog.table("app", "a")
    assert catalog.table("public", "c")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_path_is_not_announced_in_a_transaction_that_is_followed(keeps: bool) -> None:
    rules = Session(keeps=keeps)

    run("BEGIN; DO $$ BEGIN SET LOCAL search_path = app; END $$", rules=rules)
    assert rules.search_path == ("app",)
    run("COMMIT; BEGIN; DO $$ BEGIN SET LOCAL search_path = app; END $$; COMMIT", rules=rules)

    assert (rules.notes, rules.search_path) == ([], ("public",))


def test_rows_of_tables_that_are_joined_are_not_tried_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, fits = [0], asked._Question._fits

    def counted(*given: Any) -> bool:
        tried[0] += 1
        return fits(*given)

    monkeypatch.setattr(asked._Question, "_fits", counted)
    joined = (
        "EXISTS (SELECT FROM pg_class c, pg_attribute a WHERE a.attrelid = c.oid AND c.relname::varchar = t)"
    )
    setup = "; ".join(f"CREATE TABLE t{number} (a{number} int)" for number in range(200))
    block = "DO $$ DECLARE t text := {}; BEGIN IF {} THEN CREATE SEQUENCE yes; ELSE CREATE SEQUENCE no; END IF; END $$"

    for name, there in (("'t199'", "yes"), ("'t200'", "no")):
        catalog = run(block.format(name, joined), run(setup))
        assert [ref.name for ref in contents(catalog) if ref.kind == "sequence"] == [there]
    assert notes(block.format("current_setting('its.name')", joined), setup) == [
        f"a DO block changes the schema on a condition, taken as true: {joined.format('t')}"
    ]
    assert tried[0] < 10_000
