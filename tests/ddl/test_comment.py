"""Comments."""

from __future__ import annotations

import pytest
from helpers import cost, get, notes, run

from fixer.ddl.any_object import comment
from fixer.model import ObjectRef

SETUP = """
CREATE SCHEMA s; CREATE EXTENSION pgcrypto; CREATE TYPE e AS ENUM ('x'); CREATE TYPE c AS (a int);
CREATE DOMAIN d AS int CONSTRAINT k CHECK (value > 0); CREATE SEQUENCE q;
CREATE TABLE t (id int PRIMARY KEY, "A b" text); CREATE INDEX i ON t (id); CREATE POLICY p ON t;
CREATE VIEW v AS SELECT id FROM t; CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE FUNCTION f(int, text[]) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin end';
CREATE PROCEDURE pr() LANGUAGE sql AS 'select 1';
CREATE AGGREGATE n(*) (sfunc = int8inc, stype = int8, initcond = '0');
CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()
"""
# how it is written -> the object
CASES = {
    "TABLE public.t": ObjectRef("table", "public", "t"),
    "VIEW public.v": ObjectRef("view", "public", "v"),
    "MATERIALIZED VIEW public.m": ObjectRef("materialized view", "public", "m"),
    "INDEX public.i": ObjectRef("index", "public", "i"),
    "SEQUENCE public.q": ObjectRef("sequence", "public", "q"),
    "SCHEMA s": ObjectRef("schema", "", "s"),
    "EXTENSION pgcrypto": ObjectRef("extension", "", "pgcrypto"),
    "TYPE public.e": ObjectRef("type", "public", "e"),
    "TYPE public.c": ObjectRef("type", "public", "c"),
    "DOMAIN public.d": ObjectRef("domain", "public", "d"),
    "CONSTRAINT t_pkey ON public.t": ObjectRef("constraint", "public", "t_pkey", "t"),
    "POLICY p ON public.t": ObjectRef("policy", "public", "p", "t"),
    "TRIGGER g ON public.t": ObjectRef("trigger", "public", "g", "t"),
    "FUNCTION public.f(integer, text[])": ObjectRef("function", "public", "f", args="integer, text[]"),
    "FUNCTION public.f()": ObjectRef("function", "public", "f", args=""),
    "PROCEDURE public.pr()": ObjectRef("procedure", "public", "pr", args=""),
    "AGGREGATE public.n(*)": ObjectRef("aggregate", "public", "n", args=""),
}


@pytest.mark.parametrize(("written", "ref"), CASES.items(), ids=CASES)
def test_every_kind_of_object_takes_a_comment_and_loses_it(written: str, ref: ObjectRef) -> None:
    catalog = run(SETUP)

    sql = comment.statement_for(ref, "it's")
    run(sql, catalog)

    assert sql == f"COMMENT ON {written} IS 'it''s'"
    assert getattr(catalog.get(ref), "comment", None) == "it's"
    run(comment.statement_for(ref, None), catalog)
    assert catalog.get(ref) == run(SETUP).get(ref)


COLUMNS = {
    "table": ("COMMENT ON COLUMN public.t.\"A b\" IS 'x'", "table", "t", "A b"),
    "view": ("COMMENT ON COLUMN public.v.id IS 'x'", "view", "v", "id"),
    "composite type": ("COMMENT ON COLUMN public.c.a IS 'x'", "type", "c", "a"),
}


@pytest.mark.parametrize(("sql", "kind", "name", "column"), COLUMNS.values(), ids=COLUMNS)
def test_columns_take_comments(sql: str, kind: str, name: str, column: str) -> None:
    catalog = run(f"{SETUP}; {sql}")
    item = get(catalog, kind, name)

    found = getattr(item, "columns", ()) if kind == "table" else getattr(item, "attributes", ())
    commented = {c.name: c.comment for c in found} if kind != "view" else dict(item.column_comments)
    assert commented[column] == "x"
    assert comment.on_column(item.ref, column, "x") == sql
    run(comment.on_column(item.ref, column, None), catalog)
    assert get(catalog, kind, name) == get(run(SETUP), kind, name)


def test_an_empty_comment_is_none() -> None:
    assert (
        get(run(f"{SETUP}; COMMENT ON TABLE t IS 'x'; COMMENT ON TABLE t IS ''"), "table", "t").comment
        is None
    )


def test_a_constraint_of_a_domain() -> None:
    domain = get(run(f"{SETUP}; COMMENT ON CONSTRAINT k ON DOMAIN d IS 'x'"), "domain", "d")

    assert domain.checks[0].comment == "x"


PROBLEMS = {
    "column": ("COMMENT ON COLUMN t.z IS 'x'", "there is no column z in public.t"),
    "function": ("COMMENT ON FUNCTION f(date) IS 'x'", "there is no function f"),
    "policy": ("COMMENT ON POLICY z ON t IS 'x'", "there is no policy t.z"),
    "domain constraint": ("COMMENT ON CONSTRAINT z ON DOMAIN d IS 'x'", "there is no constraint z on d"),
    "rows of a table": (
        "COMMENT ON TYPE t IS 'x'",
        "a comment on the type of the rows of public.t is not followed",
    ),
    "not modelled": (
        "COMMENT ON DATABASE x IS 'x'",
        "COMMENT ON DATABASE is not followed: it is no part of the schema here",
    ),
}


@pytest.mark.parametrize(("sql", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_does_not_fit_is_said(sql: str, message: str) -> None:
    assert notes(sql, SETUP) == [message]


def test_an_external_table_is_left_alone() -> None:
    assert notes("COMMENT ON TABLE auth.users IS 'x'; COMMENT ON COLUMN auth.users.id IS 'x'") == []


LOCKS = {
    "COMMENT ON TABLE t IS 'x'": [("public.t", "ShareUpdateExclusiveLock")],
    "COMMENT ON COLUMN t.id IS 'x'": [("public.t", "ShareUpdateExclusiveLock")],
    "COMMENT ON COLUMN c.a IS 'x'": [("public.c", "ShareUpdateExclusiveLock")],
    "COMMENT ON INDEX i IS 'x'": [("public.i", "ShareUpdateExclusiveLock")],
    "COMMENT ON CONSTRAINT t_pkey ON t IS 'x'": [("public.t", "AccessShareLock")],
    "COMMENT ON POLICY p ON t IS 'x'": [("public.t", "AccessShareLock")],
    "COMMENT ON TRIGGER g ON t IS 'x'": [("public.t", "AccessShareLock")],
    "COMMENT ON FUNCTION f() IS 'x'": [],
    "COMMENT ON TYPE e IS 'x'": [],
    "COMMENT ON SCHEMA s IS 'x'": [],
}


@pytest.mark.parametrize(("sql", "expected"), LOCKS.items(), ids=LOCKS)
def test_locks(sql: str, expected: list[tuple[str, str]]) -> None:
    assert cost(sql, SETUP) == expected
