"""Temporary tables are read as any other, for what is copied of them; what lasts and needs something temporary is said."""

from __future__ import annotations

import pytest
from helpers import get

from fixer.layouts.base import MigrationSource
from fixer.replay import Replayed, replay

MADE = """
CREATE TEMP SEQUENCE s; CREATE TEMP TABLE scratch (id serial PRIMARY KEY, a int NOT NULL); CREATE TYPE pg_temp.e AS ENUM ('a');
CREATE FUNCTION pg_temp.f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a int);
CREATE FUNCTION pg_temp.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""


def read(sql: str) -> Replayed:
    return replay([MigrationSource("a", "a", "a.sql", MADE + sql)])


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("CREATE TABLE n (a int DEFAULT nextval('s'))", "table public.n needs pg_temp.s"),
        ("CREATE TABLE n (a int DEFAULT nextval('pg_temp.s'::regclass))", "table public.n needs pg_temp.s"),
        ("ALTER TABLE t ALTER a SET DEFAULT pg_temp.f(1)", "table public.t needs pg_temp.f(integer)"),
        (
            "ALTER TABLE t ADD b int GENERATED ALWAYS AS (pg_temp.f(a)) STORED",
            "table public.t needs pg_temp.f(integer)",
        ),
        (
            "ALTER TABLE t ADD CHECK (a > pg_temp.f(1))",
            "constraint public.t.t_a_check needs pg_temp.f(integer)",
        ),
        ("CREATE INDEX i ON t (pg_temp.f(a))", "index public.i needs pg_temp.f(integer)"),
        (
            "CREATE TRIGGER r AFTER INSERT ON t EXECUTE FUNCTION pg_temp.g()",
            "trigger public.t.r needs pg_temp.g()",
        ),
        ("CREATE TABLE n (a scratch)", "table public.n needs pg_temp.scratch"),
        ("CREATE TABLE n (a e[])", "table public.n needs pg_temp.e"),
        ("CREATE TABLE n (LIKE scratch INCLUDING DEFAULTS)", "table public.n needs pg_temp.scratch_id_seq"),
    ],
)
def test_what_needs_something_temporary_is_said_where_it_stands(sql: str, what: str) -> None:
    (found,) = [said for said in read(f"\n{sql}").diagnostics if said.level == "warning"]

    assert found.message == f"{what}, which goes with the session: what is left then is not followed"
    assert str(found.location) == f"a.sql:{MADE.count(chr(10)) + 2}:1"


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t SELECT a FROM scratch; UPDATE t SET a = pg_temp.f(a)",
        "CREATE FUNCTION h() RETURNS int LANGUAGE sql AS 'SELECT pg_temp.f(1)'",
        "CREATE VIEW v AS SELECT * FROM scratch; CREATE INDEX ON scratch (pg_temp.f(a))",
        "ALTER TABLE scratch ADD b e, ADD CHECK (pg_temp.f(a) > 1)",
        "CREATE TABLE public.s (a int); CREATE VIEW v AS SELECT a FROM public.s; DROP TABLE scratch",
        "CREATE TABLE n (LIKE scratch)",
    ],
)
def test_that_something_temporary_is_used_in_passing_is_not(sql: str) -> None:
    assert not read(sql).diagnostics


def test_copies_of_a_temporary_table_have_its_columns() -> None:
    catalog = read("CREATE TABLE n (LIKE scratch INCLUDING INDEXES); CREATE TABLE m AS TABLE scratch").catalog

    assert [column.name for column in get(catalog, "table", "n").columns] == ["id", "a"]
    assert [column.name for column in get(catalog, "table", "m").columns] == ["id", "a"]
    assert get(catalog, "constraint", "n_pkey", table="n")
    assert not [item.ref for item in catalog.objects() if item.ref.schema == "pg_temp"]
