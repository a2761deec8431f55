"""Which of several functions by one name a call means: where it is told at all, it is what PostgreSQL takes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres import Postgres

from fixer.catalog.objects import View
from fixer.ddl.texts.called_routines import Meant, meant_by
from fixer.ddl.texts.depends import needs
from fixer.ddl.texts.held_texts import held_by
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay

TAKEN = ("int", "bigint", "text", "mood", "timestamptz", "t", "numeric[]", "jsonb")
SETUP = (
    """CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN short AS text;
CREATE DOMAIN feeling AS mood;
CREATE TABLE t (i int, s smallint, b bigint, n numeric, x text, v varchar(9), c char(3), sh short, m mood, fe feeling, j jsonb,
    at timestamptz, d date, a numeric[], ai int[], flag boolean);
"""
    + "\n".join(
        f"CREATE FUNCTION f({kind}) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';" for kind in TAKEN
    )
    + """
CREATE FUNCTION f(text, int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION length(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION abs(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION random() RETURNS float8 LANGUAGE sql AS 'SELECT 1.0::float8';
"""
)
CALLS = [
    "f(i)", "f(b)", "f(m)", "f(at)", "f(j)", "f(a)", "f(t)", "f(t.*)", "f(t.m)", "f(i, 2)", "f(x, i)", "f(m::mood)", "f('ok'::mood)",
    "f(b + 1)", "f(i + 1)", "f(coalesce(m, 'sad'))", "f(now())", "f(CASE WHEN flag THEN b END)", "f(f(m))", "f((SELECT max(b) FROM t))",
    "length(x)", "length(m)", "length(v)", "lower(x)", "lower(v)", "abs(i)", "abs(i, i)", "random()", "f(fe)", "f(d)",
    "public.f(m)", "f(array_agg(n))", "length(fe)", "f(ai)", "f(1)", "f(10000000000)",
]  # fmt: skip


@pytest.fixture(scope="module")
def prepared(server: Postgres) -> Iterator[psycopg.Connection]:
    with server.prepared(SETUP) as connection:
        yield connection


def _taken(connection: psycopg.Connection, call: str) -> set[str]:
    """The functions that a view with the call needs."""
    connection.execute(f"CREATE VIEW v AS SELECT {call} AS it FROM t".encode())
    found = connection.execute(
        "SELECT DISTINCT d.refobjid::regprocedure::text FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid"
        " WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_proc'::regclass AND r.ev_class = 'v'::regclass"
        " AND d.refobjid >= 16384"
    ).fetchall()
    connection.rollback()
    return {name for (name,) in found}


def _told(call: str) -> tuple[set[str], list[Meant]]:
    """The functions that replay has a view with the call need, and what it tells of its names."""
    sql = f"{SETUP} CREATE VIEW v AS SELECT {call} AS it FROM t;"
    catalog = replay([MigrationSource("a", "a", "a.sql", sql)]).catalog
    view = catalog.find(ObjectRef("view", "public", "v"), View)
    assert view is not None
    held = held_by(view)[-1]
    meant = meant_by(held, catalog)
    told = [one for name in held.names if name.kind == "function" and (one := meant(name))]
    return {f"{ref.name}({ref.args})" for ref in needs(view, catalog) if ref.kind == "function"}, told


@pytest.mark.parametrize("call", CALLS)
def test_what_is_certain_is_what_postgresql_takes(call: str, prepared: psycopg.Connection) -> None:
    taken = _taken(prepared, call)
    needed, told = _told(call)

    if all(one.certain for one in told):
        assert _alike(needed) == _alike(taken)


def _alike(functions: set[str]) -> set[str]:
    short = (name.replace("public.", "").replace(" ", "") for name in functions)
    return {name.replace("timestampwithtimezone", "timestamptz") for name in short}


CERTAIN = [
    "f(i)",
    "f(b)",
    "f(m)",
    "f(at)",
    "f(j)",
    "f(i, 2)",
    "f(b + 1)",
    "length(x)",
    "length(m)",
    "abs(i)",
    "random()",
    "f(t.m)",
]


@pytest.mark.parametrize("call", CERTAIN)
def test_what_the_types_of_columns_tell_is_certain(call: str) -> None:
    _needed, told = _told(call)

    assert told
    assert all(one.certain for one in told)
