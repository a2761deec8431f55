"""Functions: what replacing one can change, and the types that its result columns need."""

from __future__ import annotations

import pytest
from helpers import empty

from fixer.catalog.objects import Function
from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.ddl.run import run

PEOPLE = (
    "CREATE TABLE people (id int PRIMARY KEY)",
    "CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql AS 'SELECT * FROM people'",
    "CREATE VIEW seen AS SELECT * FROM everybody()",
)


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        (
            "CREATE OR REPLACE FUNCTION everybody() RETURNS SETOF public.people LANGUAGE sql AS 'SELECT * FROM public.people'",
            "CREATE OR REPLACE FUNCTION public.everybody()",
        ),
        (
            "CREATE OR REPLACE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM people'",
            "CREATE OR REPLACE FUNCTION public.everybody()",
        ),
    ],
    ids=["another spelling of its types", "another body"],
)
def test_a_function_is_replaced_and_what_needs_it_stays(sql, first):
    before = empty()
    for statement in PEOPLE:
        run(before, statement)
    after = before.overlay()
    run(after, sql)

    back = [statement.sql for statement in difference(after, before)]

    assert len(back) == 1
    assert back[0].startswith(first)


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        ("f() RETURNS TABLE (a int, b mood)", False),
        ("f(OUT a int, OUT b mood)", False),
        ("f(INOUT b mood[])", False),
        ("f() RETURNS SETOF mood", False),
        ("f() RETURNS TABLE (mood int)", True),
    ],
)
def test_a_type_that_goes_takes_the_functions_that_give_it(head, stays):
    catalog = empty()
    run(catalog, "CREATE TYPE mood AS ENUM ('a')")
    run(catalog, f"CREATE FUNCTION {head} LANGUAGE plpgsql AS 'BEGIN RETURN; END'")

    run(catalog, "DROP TYPE mood CASCADE")

    assert (list(catalog.objects(Function)) != []) == stays


def test_a_function_takes_the_search_path_that_there_is():
    made = "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql {} AS 'SELECT 1'"
    catalog = empty()
    run(catalog, made.format("SET search_path FROM CURRENT"), Session(search_path=("own", "Other")))
    (function,) = catalog.objects(Function)
    run(catalog, "ALTER FUNCTION public.f() SET search_path FROM CURRENT", Session())
    (later,) = catalog.objects(Function)

    assert function.config == (("search_path", 'own, "Other"'),)
    assert 'SET search_path = own, "Other"' in function.source
    assert later.config == (("search_path", "FROM CURRENT"),)  # the usual one, as it is when that runs again
