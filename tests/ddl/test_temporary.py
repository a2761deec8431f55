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


# ON COMMIT DROP

GOES = "CREATE TEMP TABLE t (x int) ON COMMIT DROP"
IN_FORCE = {
    "in its transaction": (f"BEGIN; {GOES}; ALTER TABLE t ADD b int; COMMIT", ["a"]),
    "behind it": (f"BEGIN; {GOES}; COMMIT; ALTER TABLE t ADD b int", ["a", "b"]),
    "behind it, at once in the next": (
        f"BEGIN; {GOES}; COMMIT AND CHAIN; ALTER TABLE t ADD b int",
        ["a", "b"],
    ),
    "behind a savepoint of it": (
        f"BEGIN; SAVEPOINT one; {GOES}; ROLLBACK TO one; ALTER TABLE t ADD b int",
        ["a", "b"],
    ),
    "a savepoint that is kept": (
        f"BEGIN; SAVEPOINT one; {GOES}; RELEASE one; ALTER TABLE t ADD b int",
        ["a"],
    ),
    "rolled back": (f"BEGIN; {GOES}; ROLLBACK; ALTER TABLE t ADD b int", ["a", "b"]),
    "another name": (
        f"BEGIN; {GOES}; ALTER TABLE t RENAME TO o; COMMIT; ALTER TABLE t ADD b int",
        ["a", "b"],
    ),
    "of a query": (
        "BEGIN; CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1 AS x; COMMIT; ALTER TABLE t ADD b int",
        ["a", "b"],
    ),
    "that keeps its rows": (
        f"BEGIN; {GOES.replace('DROP', 'PRESERVE ROWS')}; COMMIT; ALTER TABLE t ADD b int",
        ["a"],
    ),
    "that loses its rows": (
        f"BEGIN; {GOES.replace('DROP', 'DELETE ROWS')}; COMMIT; ALTER TABLE t ADD b int",
        ["a"],
    ),
}


@pytest.mark.parametrize(("sql", "columns"), IN_FORCE.values(), ids=IN_FORCE)
def test_a_table_hides_another_until_its_transaction_ends(sql: str, columns: list[str]) -> None:
    found = read(sql)

    assert [column.name for column in get(found.catalog, "table", "t").columns] == columns
    assert not found.diagnostics


def test_without_a_transaction_it_is_taken_as_gone_where_another_has_its_name_which_is_said() -> None:
    found = read(f"{GOES}; ALTER TABLE t ADD b int")

    assert [column.name for column in get(found.catalog, "table", "t").columns] == ["a", "b"]
    assert [said.message for said in found.diagnostics] == [
        "whether pg_temp.t is gone at once, or with the file, is up to what runs it: from here on its name is taken for public.t"
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TEMP TABLE w (x int) ON COMMIT DROP; CREATE TABLE n AS SELECT x FROM w",  # its tool opens a transaction
        "CREATE TEMP TABLE w (y int) ON COMMIT DROP; CREATE TEMP TABLE w (x int); CREATE TABLE n AS SELECT x FROM w",
        "DO $$ BEGIN CREATE TEMP TABLE w (y int) ON COMMIT DROP; END $$;"
        "DO $$ BEGIN CREATE TEMP TABLE w (x int) ON COMMIT DROP; CREATE TABLE n AS SELECT x FROM w; END $$",
    ],
)
def test_without_a_transaction_it_is_there_for_what_could_not_be_otherwise(sql: str) -> None:
    found = read(sql)

    assert [column.name for column in get(found.catalog, "table", "n").columns] == ["x"]
    assert not found.diagnostics


def test_what_needs_it_goes_along() -> None:
    made = "CREATE VIEW v AS SELECT x FROM w; CREATE INDEX i ON w (x)"
    found = read(
        f"BEGIN; CREATE TEMP TABLE w (x int) ON COMMIT DROP; {made}; COMMIT; CREATE TABLE w (x int); {made}"
    )

    assert get(found.catalog, "view", "v") and get(found.catalog, "index", "i").table.schema == "public"
    assert not found.diagnostics
