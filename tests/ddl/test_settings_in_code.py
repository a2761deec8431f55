"""Settings that code meets, sets, and leaves behind; and what SET … FROM CURRENT keeps of them."""

from __future__ import annotations

import pytest
from helpers import get

from fixer.layouts.base import MigrationSource
from fixer.replay import Replayed, replay, start

METHOD = "default_table_access_method"
BODY = "$$ BEGIN {} END $$"


def read(sql: str) -> Replayed:
    return replay([MigrationSource("1", "one", "one.sql", sql)], base=start("plain", 15))


def said(replayed: Replayed) -> list[str]:
    return [one.message for one in replayed.diagnostics if one.level == "warning"]


OWN = "sets the {} until its transaction ends, which is taken to be its own, not that of the file"
SET_IT = f"SET {METHOD} = other;"


def block(code: str) -> str:
    return f"DO {BODY.format(code)};"


def routine(head: str, code: str) -> str:
    return f"CREATE {head} LANGUAGE plpgsql AS {BODY.format(code)};"


OWN_METHOD = f"FUNCTION f() RETURNS void SET {METHOD} = other"
METHODS = {
    "a block meets what the file sets": (SET_IT + block("CREATE TABLE t ();"), "other"),
    "a file meets what a block sets": (block(SET_IT) + "CREATE TABLE t ();", "other"),
    "or resets": (SET_IT + block(f"RESET {METHOD};") + "CREATE TABLE t ();", None),
    "or resets with all": (SET_IT + block("RESET ALL;") + "CREATE TABLE t ();", None),
    "what fails is undone": (
        block(SET_IT + "RAISE undefined_table; EXCEPTION WHEN undefined_table THEN CREATE TABLE t ();"),
        None,
    ),
    "what is set for a transaction": (
        f"BEGIN; {block('SET LOCAL' + SET_IT[3:])} CREATE TABLE t (); COMMIT;",
        "other",
    ),
    "ends with it": (f"BEGIN; {block('SET LOCAL' + SET_IT[3:])} COMMIT; CREATE TABLE t ();", None),
    "set_config": (block(f"PERFORM set_config('{METHOD}', 'other', false);") + "CREATE TABLE t ();", "other"),
    "a function has its own": (routine(OWN_METHOD, "CREATE TABLE t ();") + "SELECT f();", "other"),
    "which end with it": (routine(OWN_METHOD, "CREATE TABLE u ();") + "SELECT f(); CREATE TABLE t ();", None),
}


@pytest.mark.parametrize(("sql", "method"), METHODS.values(), ids=METHODS)
def test_code_and_what_is_around_it_share_their_settings(sql: str, method: str | None) -> None:
    replayed = read(sql)

    assert get(replayed.catalog, "table", "t").access_method == method
    assert said(replayed) == []


@pytest.mark.parametrize(
    ("setting", "notes"),
    [
        (f"{METHOD} = other", [f"a DO block {OWN.format(METHOD)}"]),
        ("work_mem = '1MB'", []),
        ("app.tenant = 'x'", []),
    ],
)
def test_a_setting_for_the_transaction_of_a_block_alone_ends_with_it_which_is_said_where_it_decides(
    setting: str, notes: list[str]
) -> None:
    replayed = read(block(f"SET LOCAL {setting};") + "CREATE TABLE t ();")

    assert get(replayed.catalog, "table", "t").access_method is None
    assert said(replayed) == notes


PATHS = {
    "a function's own": (
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SET search_path = app AS {}; SELECT f();",
        [],
    ),
    "a procedure's own": ("CREATE PROCEDURE f() LANGUAGE plpgsql SET search_path = app AS {}; CALL f();", []),
    "that of a block": ("DO {0}; BEGIN; SET LOCAL search_path = app; DO {0}; COMMIT;", []),
}


@pytest.mark.parametrize(("sql", "notes"), PATHS.values(), ids=PATHS)
def test_the_search_path_of_code_says_where_a_view_goes_and_what_it_reads(sql: str, notes: list[str]) -> None:
    code = BODY.format("CREATE VIEW v AS SELECT a FROM t;")
    replayed = read(
        f"CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE TABLE t (a int); {sql.format(code)} CREATE TABLE u ();"
    )

    assert get(replayed.catalog, "view", "v", "app").query == "SELECT a FROM app.t"
    assert get(replayed.catalog, "table", "u")
    assert said(replayed) == notes


def test_a_path_that_a_called_function_sets_for_its_transaction_ends_with_the_call() -> None:
    code = BODY.format("SET LOCAL search_path = app; CREATE TABLE t ();")
    replayed = read(
        f"CREATE SCHEMA app; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS {code}; SELECT f(); CREATE TABLE u ();"
    )

    assert get(replayed.catalog, "table", "t", "app")
    assert get(replayed.catalog, "table", "u")
    assert said(replayed) == [f"a function that is called {OWN.format('search_path')}"]


CURRENT = {
    "as it is worded": ("SET work_mem = '7MB';", "work_mem", "'7MB'"),
    "with the largest unit": ("SET work_mem = 7168;", "work_mem", "'7MB'"),
    "which divides it": ("SET statement_timeout = '1500';", "statement_timeout", "'1500ms'"),
    "without one": ("SET statement_timeout = 0;", "statement_timeout", "'0'"),
    "a switch": ("SET enable_seqscan = false;", "enable_seqscan", "'off'"),
    "a custom one": ("SET my.x = 'it''s';", "my.x", "'it''s'"),
    "of the transaction": ("BEGIN; SET LOCAL work_mem = '7MB';", "work_mem", "'7MB'"),
    "not of one that has ended": ("BEGIN; SET LOCAL work_mem = '7MB'; COMMIT;", "work_mem", "FROM CURRENT"),
    "reset": ("SET work_mem = '7MB'; RESET work_mem;", "work_mem", "FROM CURRENT"),
    "to its default": ("SET work_mem = '7MB'; SET work_mem TO DEFAULT;", "work_mem", "FROM CURRENT"),
    "another": ("SET work_mem = '7MB';", "lock_timeout", "FROM CURRENT"),
    "by a function": ("SELECT set_config('work_mem', '7MB', false);", "work_mem", "'7MB'"),
    "by a block": ("DO $$ BEGIN SET work_mem = '7MB'; END $$;", "work_mem", "'7MB'"),
    "the usual path, said": ("SET search_path = public;", "search_path", "public"),
    "no path": ("SET search_path = '';", "search_path", "''"),
    "the usual path": ("", "search_path", "FROM CURRENT"),
}


@pytest.mark.parametrize(("before", "name", "value"), CURRENT.values(), ids=CURRENT)
def test_from_current_keeps_what_the_session_has(before: str, name: str, value: str) -> None:
    made = "CREATE FUNCTION public.{}() RETURNS int LANGUAGE sql {} AS 'SELECT 1';"
    own = f"SET {name} FROM CURRENT"
    replayed = read(
        f"{before} {made.format('f', own)} {made.format('g', '')} ALTER FUNCTION public.g() {own}; RESET ALL;"
    )

    for function in (get(replayed.catalog, "function", one, args="") for one in "fg"):
        assert function.config == ((name, value),)
        assert (value if value == "FROM CURRENT" else f"= {value}") in function.source
    assert said(replayed) == []


def test_a_value_that_postgresql_may_word_otherwise_is_said() -> None:
    made = "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET {} FROM CURRENT AS 'SELECT 1';"

    assert said(read(f"SET datestyle = 'German'; {made.format('datestyle')}")) == [
        "public.f() takes datestyle as it is, which PostgreSQL may word in another way than 'German'"
    ]
    assert said(read(made.format("datestyle"))) == []
