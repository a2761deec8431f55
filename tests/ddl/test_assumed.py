"""Functions that something calls and nothing makes are said to be assumed; what is made or brought is not."""

from __future__ import annotations

import pytest
from helpers import run

from fixer.ddl.texts.assumed import assumed_functions
from fixer.model import ObjectRef
from fixer.sql.quote import target

CALLS = {
    "a default": "CREATE TABLE t (a int DEFAULT {}(1))",
    "a generated column": "CREATE TABLE t (a int, b int GENERATED ALWAYS AS ({}(a)) STORED)",
    "a check": "CREATE TABLE t (a int CHECK ({}(a) > 0))",
    "a key of an index": "CREATE TABLE t (a int); CREATE INDEX ON t ({}(a))",
    "the predicate of an index": "CREATE TABLE t (a int); CREATE INDEX ON t (a) WHERE {}(a) > 0",
    "a policy": "CREATE TABLE t (a int); CREATE POLICY p ON t USING ({}(a) > 0)",
    "what a policy checks": "CREATE TABLE t (a int); CREATE POLICY p ON t FOR INSERT WITH CHECK ({}(a) > 0)",
    "a view": "CREATE TABLE t (a int); CREATE VIEW v AS SELECT {}(a) FROM t",
    "a domain": "CREATE DOMAIN d AS int CHECK ({}(VALUE) > 0)",
}
MADE = {
    "one of the project's": ("CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'", "f"),
    "one of the project's, with its schema": (
        "CREATE SCHEMA s; CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "s.f",
    ),
    "PostgreSQL's own": ("SELECT 1", "abs"),
    "PostgreSQL's own, with its schema": ("SELECT 1", "pg_catalog.abs"),
    "syntax that looks like a call": ("SELECT 1", "coalesce"),
    "that of an extension that is there": ("CREATE EXTENSION pgcrypto", "gen_random_bytes"),
}


@pytest.mark.parametrize("sql", CALLS.values(), ids=CALLS)
def test_a_function_that_nothing_makes_is_assumed_wherever_it_is_called(sql: str) -> None:
    assert {target(ref) for ref in assumed_functions(run(sql.format("misspelt")))} == {"misspelt"}
    assert {target(ref) for ref in assumed_functions(run(sql.format("s.misspelt")))} == {"s.misspelt"}


@pytest.mark.parametrize("sql", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(("made", "name"), MADE.values(), ids=MADE)
def test_what_is_made_or_brought_is_not(made: str, name: str, sql: str) -> None:
    assert assumed_functions(run(f"{made}; {sql.format(name)}")) == set()


def test_what_a_schema_of_the_platform_has_is_not() -> None:
    catalog = run("CREATE TABLE t (a uuid DEFAULT auth.uid())")
    assert {target(ref) for ref in assumed_functions(catalog)} == {"auth.uid"}

    catalog.external(ObjectRef("schema", "", "auth"))

    assert assumed_functions(catalog) == set()


def test_what_stands_in_a_string_calls_nothing() -> None:
    assert assumed_functions(run("CREATE TABLE t (a text DEFAULT 'misspelt(1)')")) == set()
