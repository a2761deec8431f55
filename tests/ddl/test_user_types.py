"""Enum, composite, domain and range types, and aggregates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers import contents, cost, get, notes, rerun, run

from fixer.catalog.objects import CompositeType, Function
from fixer.ddl.base import STATEMENTS, Session
from fixer.ddl.routines import function
from fixer.ddl.tables.composite_type import alter_attribute
from fixer.ddl.types import user_types
from fixer.layouts.base import MigrationSource
from fixer.replay import replay
from fixer.sql import parse

CASES = {
    "enum": "CREATE TYPE a AS ENUM ('x', 'it''s', 'back\\slash')",
    "enum without labels": "CREATE TYPE a AS ENUM ()",
    "composite": 'CREATE TYPE a AS ("Id" int, name varchar(3) COLLATE "C", tags text[])',
    "composite with comments": "CREATE TYPE a AS (b int); COMMENT ON COLUMN a.b IS 'x'",
    "domain": "CREATE DOMAIN a AS text COLLATE \"C\" DEFAULT 'x' || 'y' NOT NULL "
    "CONSTRAINT k CHECK (value <> ') ') CHECK (length(value) < 9)",
    "domain with a check that is not valid": "CREATE DOMAIN a AS int; "
    "ALTER DOMAIN a ADD CONSTRAINT k CHECK (value > 0) NOT VALID; COMMENT ON CONSTRAINT k ON DOMAIN a IS 'x'",
    "range": "CREATE TYPE a AS RANGE (subtype = float8, subtype_diff = float8mi)",
}


def _type(catalog, name="a"):  # type: ignore[no-untyped-def]
    return catalog.type("public", name)


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_type(sql: str) -> None:
    catalog = run(sql)

    assert contents(rerun(user_types.create(_type(catalog), catalog))) == contents(catalog)


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_equal_types_need_nothing_whatever_their_comment_and_owner(sql: str) -> None:
    item = _type(run(sql))
    described = replace(item, comment="x", owner="joe", grants=())

    assert user_types.alter(item, described, run("")) == []


# before, the change, what leads there, what leads back
ALTERED = {
    "add label at the end": (
        "CREATE TYPE a AS ENUM ('x', 'y')",
        "ALTER TYPE a ADD VALUE 'z'",
        ["ALTER TYPE public.a ADD VALUE 'z'"],
    ),
    "add label before": (
        "CREATE TYPE a AS ENUM ('x', 'y')",
        "ALTER TYPE a ADD VALUE 'z' BEFORE 'x'",
        ["ALTER TYPE public.a ADD VALUE 'z' BEFORE 'x'"],
    ),
    "add label after": (
        "CREATE TYPE a AS ENUM ('x', 'y')",
        "ALTER TYPE a ADD VALUE 'z' AFTER 'x'",
        ["ALTER TYPE public.a ADD VALUE 'z' AFTER 'x'"],
    ),
    "rename label": (
        "CREATE TYPE a AS ENUM ('x', 'y')",
        "ALTER TYPE a RENAME VALUE 'x' TO 'w'",
        ["ALTER TYPE public.a RENAME VALUE 'x' TO 'w'"],
    ),
    "domain default": (
        "CREATE DOMAIN a AS int",
        "ALTER DOMAIN a SET DEFAULT 1 + 1",
        ["ALTER DOMAIN public.a SET DEFAULT 1 + 1"],
    ),
    "domain not null": (
        "CREATE DOMAIN a AS int",
        "ALTER DOMAIN a SET NOT NULL",
        ["ALTER DOMAIN public.a SET NOT NULL"],
    ),
    "domain check": (
        "CREATE DOMAIN a AS int CONSTRAINT j CHECK (value < 9)",
        "ALTER DOMAIN a ADD CHECK (value > 0) NOT VALID",
        ["ALTER DOMAIN public.a ADD CONSTRAINT a_check CHECK (value > 0) NOT VALID"],
    ),
    "domain check validated": (
        "CREATE DOMAIN a AS int; ALTER DOMAIN a ADD CONSTRAINT k CHECK (value > 0) NOT VALID",
        "ALTER DOMAIN a VALIDATE CONSTRAINT k",
        ["ALTER DOMAIN public.a VALIDATE CONSTRAINT k"],
    ),
    "domain check dropped": (
        "CREATE DOMAIN a AS int CONSTRAINT k CHECK (value > 0) CONSTRAINT l CHECK (value > 1)",
        "ALTER DOMAIN a DROP CONSTRAINT l",
        ["ALTER DOMAIN public.a DROP CONSTRAINT l"],
    ),
}


@pytest.mark.parametrize(("before", "change", "expected"), ALTERED.values(), ids=ALTERED)
def test_alter_leads_there_and_back(before: str, change: str, expected: list[str]) -> None:
    old, new = run(before), run(f"{before}; {change}")

    assert user_types.alter(_type(old), _type(new), old) == expected
    back = user_types.alter(_type(new), _type(old), new)
    assert back
    assert _type(run(";".join(back), run(f"{before}; {change}"))) == _type(old)
    assert contents(run(";".join(expected), run(before))) == contents(new)


def test_a_label_goes_by_a_new_type_that_keeps_the_rows_of_plain_columns() -> None:
    made = "CREATE TYPE a AS ENUM ('x', 'y'); CREATE TABLE t (c a DEFAULT 'x', l a[]); CREATE INDEX ON t (c)"
    old, new = run(made + "; ALTER TYPE a ADD VALUE 'z'"), run(made)

    steps = user_types.alter(_type(old), _type(new), old)

    assert steps is not None
    assert steps[0] == "ALTER TYPE public.a RENAME TO a_old" and steps[-1] == "DROP TYPE public.a_old"
    assert contents(run(";".join(steps), old)) == contents(new)


@pytest.mark.parametrize(
    "user",
    [
        "CREATE VIEW v AS SELECT c FROM t",
        "CREATE FUNCTION f(a) RETURNS int LANGUAGE sql AS 'select 1'",
        "ALTER TABLE t ADD CHECK (c <> 'x')",
        "CREATE INDEX ON t (c) WHERE c = 'x'",
    ],
)
def test_a_label_that_more_than_columns_depend_on_has_no_way_back(user: str) -> None:
    made = f"CREATE TYPE a AS ENUM ('x', 'y'); CREATE TABLE t (c a); {user}"
    old = run(made)

    assert user_types.alter(_type(old), replace(_type(old), labels=("x",)), old) is None


NO_OPS = {
    "label that is there": ("CREATE TYPE a AS ENUM ('x')", "ALTER TYPE a ADD VALUE IF NOT EXISTS 'x'"),
    "constraint that is not": ("CREATE DOMAIN a AS int", "ALTER DOMAIN a DROP CONSTRAINT IF EXISTS k"),
}


@pytest.mark.parametrize(("setup", "sql"), NO_OPS.values(), ids=NO_OPS)
def test_no_op(setup: str, sql: str) -> None:
    assert contents(run(f"{setup}; {sql}")) == contents(run(setup))


PROBLEMS = {
    "label twice": ("ALTER TYPE a ADD VALUE 'x'", "exists already"),
    "neighbour missing": ("ALTER TYPE a ADD VALUE 'z' AFTER 'q'", "there is no label 'q'"),
    "type missing": ("ALTER TYPE b ADD VALUE 'z'", "there is no enum type b"),
    "type twice": ("CREATE TYPE a AS ENUM ('x')", "type public.a exists already"),
    "domain missing": ("ALTER DOMAIN d SET NOT NULL", "there is no domain d"),
    "base type": (
        "CREATE TYPE t (input = f, output = g)",
        "CREATE TYPE t is not modelled: a base type needs functions in C",
    ),
}


@pytest.mark.parametrize(("sql", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_does_not_fit_is_said(sql: str, message: str) -> None:
    assert message in "; ".join(notes(sql, "CREATE TYPE a AS ENUM ('x')"))


def _altered(sql: str) -> CompositeType:
    catalog = run("CREATE TYPE a AS (x int, y text)")
    kind, node = parse.statement(sql)
    ddl = STATEMENTS[kind](node, sql)
    for command, begin, end in ddl.commands():  # type: ignore[attr-defined]
        alter_attribute(ddl, catalog, Session(strict=True), _type(catalog), command, begin, end)
    return _type(catalog)  # type: ignore[no-any-return]


COMPOSITE = {
    "add": "ALTER TYPE public.a ADD ATTRIBUTE z date",
    "drop": "ALTER TYPE public.a DROP ATTRIBUTE x",
    "type": 'ALTER TYPE public.a ALTER ATTRIBUTE y TYPE character varying(3) COLLATE "C"',
}


@pytest.mark.parametrize("sql", COMPOSITE.values(), ids=COMPOSITE)
def test_attributes_of_a_composite_type(sql: str) -> None:
    catalog = run("CREATE TYPE a AS (x int, y text)")

    assert user_types.alter(_type(catalog), _altered(sql), catalog) == [sql]


def test_an_attribute_is_renamed() -> None:
    old, new = run("CREATE TYPE a AS (x int, y text)"), run("CREATE TYPE a AS (z int, y text)")
    steps = user_types.alter(_type(old), _type(new), old)

    assert steps == ["ALTER TYPE public.a RENAME ATTRIBUTE x TO z"]
    assert contents(run(steps[0], old)) == contents(new)


def test_an_attribute_does_not_come_back_in_front_of_another() -> None:
    catalog = run("CREATE TYPE a AS (x int, y text)")

    assert user_types.alter(_altered(COMPOSITE["drop"]), _type(catalog), catalog) is None


def test_an_aggregate_is_a_function_that_can_be_made_again() -> None:
    catalog = run("CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int, initcond = '0')")
    made = get(catalog, "aggregate", "total", args="integer")

    assert made.kind == "a"
    assert contents(rerun(function.create(made, catalog))) == contents(catalog)


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("(basetype = int, sfunc = int4pl, stype = int, initcond = '0')", "(int) (sfunc = int4pl, stype = int, initcond = '0')"),
        ("(sfunc = int4pl, stype = int, BASETYPE = int4)", "(int4) (sfunc = int4pl, stype = int)"),
        ("(sfunc1 = int8inc, basetype = 'ANY', stype1 = int8)", "(*) (sfunc1 = int8inc, stype1 = int8)"),
        ("(basetype = \"any\", sfunc = int8inc, stype = int8)", "(*) (sfunc = int8inc, stype = int8)"),
        ("(sfunc = f, stype = app.e, basetype = e)", "(app.e) (sfunc = app.f, stype = app.e)"),
    ],
)  # fmt: skip
def test_an_aggregate_in_the_way_of_postgresql_8_1_is_the_one_that_its_base_type_says(
    old: str, now: str
) -> None:
    setup = (
        "CREATE SCHEMA app; CREATE TYPE app.e AS ENUM ('a'); SET search_path = app, public;"
        "CREATE FUNCTION app.f(app.e, app.e) RETURNS app.e LANGUAGE sql AS 'SELECT $1';"
    )
    made = run(f"{setup} CREATE AGGREGATE public.n {old}")

    assert contents(made) == contents(run(f"{setup} CREATE AGGREGATE public.n {now}"))
    (printed,) = function.create(next(f for f in made.objects(Function) if f.kind == "a"), made)
    assert printed == f"CREATE OR REPLACE AGGREGATE public.n{now}"


def test_an_aggregate_that_is_replaced_keeps_its_comment() -> None:
    sql = "AGGREGATE n(*) (sfunc = int8inc, stype = int8)"
    catalog = run(f"CREATE {sql}; COMMENT ON AGGREGATE n(*) IS 'x'; CREATE OR REPLACE {sql}")

    assert get(catalog, "aggregate", "n", args="").comment == "x"


def test_a_checked_domain_locks_the_tables_that_use_it() -> None:
    setup = "CREATE DOMAIN a AS int; CREATE TABLE t (c a); CREATE TYPE e AS ENUM ('x')"

    assert cost("ALTER DOMAIN a ADD CHECK (value > 0)", setup) == [("public.t", "ShareLock")]
    assert cost("ALTER DOMAIN a ADD CHECK (value > 0) NOT VALID", setup) == []
    assert cost("ALTER DOMAIN a SET DEFAULT 1", setup) == []
    assert cost("ALTER TYPE e ADD VALUE 'y'", setup) == []


def test_a_type_that_nothing_makes_is_said_to_be_assumed_and_one_that_an_extension_has_is_not() -> None:
    sql = (
        "CREATE EXTENSION citext; CREATE TYPE own AS ENUM ('a'); CREATE TABLE rows (id int);"
        "CREATE TABLE t (a citext, b own, c rows, d auth.kind, e misspelt[]);"
    )
    (said,) = replay([MigrationSource("1", "a", "1_a.up.sql", sql)]).diagnostics

    assert (said.level, said.message) == ("info", "external types, assumed to exist: auth.kind, misspelt")


ADDRESSES = (
    "CREATE TYPE address AS (street text, city text); CREATE TABLE people (home address, street text);"
)


@pytest.mark.parametrize(
    "taking",
    [
        "CREATE VIEW streets AS SELECT (home).street FROM people",
        "ALTER TABLE people ADD CONSTRAINT streets CHECK ((home).street <> '')",
    ],
)
def test_what_takes_an_attribute_by_its_old_name_is_told(taking: str) -> None:
    said = notes("ALTER TYPE address RENAME ATTRIBUTE street TO road", f"{ADDRESSES} {taking}")

    assert len(said) == 1
    assert "an attribute street that" in said[0]
    assert "streets takes from a value is not followed" in said[0]


def test_a_column_of_the_same_name_takes_no_attribute() -> None:
    setup = f"{ADDRESSES} CREATE VIEW streets AS SELECT people.street, (home).city FROM people"

    assert notes("ALTER TYPE address RENAME ATTRIBUTE street TO road", setup) == []
