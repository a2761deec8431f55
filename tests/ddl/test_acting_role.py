"""Whose what is made is since SET ROLE, and whom CURRENT_USER means by then."""

from __future__ import annotations

import pytest
from helpers import get

from fixer.catalog.acl import OWNER
from fixer.catalog.objects import Grant
from fixer.layouts.base import MigrationSource
from fixer.replay import Replayed, replay, start

TABLE = "CREATE TABLE t ();"
BLOCK = "DO $$ BEGIN {} END $$;"


def read(sql: str, platform: str = "plain") -> Replayed:
    return replay([MigrationSource("1", "one", "one.sql", sql)], base=start(platform, 15))


def said(replayed: Replayed) -> list[str]:
    return [one.message for one in replayed.diagnostics if one.level == "warning"]


OWNERS = {
    "nobody said": (TABLE, None),
    "a role": (f"SET ROLE app; {TABLE}", "app"),
    "and back": (f"SET ROLE app; RESET ROLE; {TABLE}", None),
    "to none": (f"SET ROLE app; SET ROLE NONE; {TABLE}", None),
    "to the default": (f"SET ROLE app; SET ROLE TO DEFAULT; {TABLE}", None),
    "RESET ALL leaves it": (f"SET ROLE app; RESET ALL; {TABLE}", "app"),
    "DISCARD ALL does not": (f"SET ROLE app; DISCARD ALL; {TABLE}", None),
    "for a transaction": (f"BEGIN; SET LOCAL ROLE app; {TABLE} COMMIT;", "app"),
    "that has ended": (f"BEGIN; SET LOCAL ROLE app; COMMIT; {TABLE}", None),
    "that was undone": (f"BEGIN; SET ROLE app; ROLLBACK; {TABLE}", None),
    "another user": (f"SET SESSION AUTHORIZATION app; {TABLE}", "app"),
    "and a role of it": (f"SET SESSION AUTHORIZATION app; SET ROLE other; {TABLE}", "other"),
    "whose role ends": (f"SET ROLE other; SET SESSION AUTHORIZATION app; {TABLE}", "app"),
    "and that again": (f"SET SESSION AUTHORIZATION app; RESET SESSION AUTHORIZATION; {TABLE}", None),
    "in a block": (f"SET ROLE app; {BLOCK.format(TABLE)}", "app"),
    "out of one": (f"{BLOCK.format('SET ROLE app;')} {TABLE}", "app"),
    "by a function": (f"SELECT set_config('role', 'app', false); {TABLE}", "app"),
    "in a function of its owner": (
        f"SET ROLE app; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN {TABLE} END $$;"
        "RESET ROLE; SELECT f();",
        "app",
    ),
    "not in one of whoever calls it": (
        f"SET ROLE app; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {TABLE} END $$; RESET ROLE; SELECT f();",
        None,
    ),
    "as it was made": (f"SET ROLE app; {TABLE} RESET ROLE; ALTER TABLE t ADD a int;", "app"),
    "then given away": (f"SET ROLE app; {TABLE} ALTER TABLE t OWNER TO other;", "other"),
    "then taken": (f"{TABLE} SET ROLE app; ALTER TABLE t OWNER TO CURRENT_USER;", "app"),
}


@pytest.mark.parametrize(("sql", "owner"), OWNERS.values(), ids=OWNERS)
def test_what_a_role_makes_is_its_own(sql: str, owner: str | None) -> None:
    replayed = read(sql)

    assert get(replayed.catalog, "table", "t").owner == owner
    assert said(replayed) == []


def test_whoever_runs_the_migrations_is_no_other_role() -> None:
    assert get(read(f"SET ROLE postgres; {TABLE}", "supabase").catalog, "table", "t").owner is None


@pytest.mark.parametrize(
    ("kind", "sql"),
    [
        ("view", "CREATE VIEW x AS SELECT 1 AS a"),
        ("sequence", "CREATE SEQUENCE x"),
        ("type", "CREATE TYPE x AS ENUM ()"),
        ("domain", "CREATE DOMAIN x AS int"),
        ("table", "SELECT 1 AS a INTO x"),
        ("table", "CREATE TABLE x AS SELECT 1 AS a"),
    ],
)
def test_every_kind_of_object_has_an_owner(kind: str, sql: str) -> None:
    assert get(read(f"SET ROLE app; {sql};").catalog, kind, "x").owner == "app"


def test_a_sequence_of_a_column_has_the_owner_of_the_table_whoever_adds_it() -> None:
    catalog = read(
        "CREATE TABLE t (); SET ROLE app; ALTER TABLE t ADD a serial; CREATE TABLE u (a serial);"
    ).catalog

    assert get(catalog, "sequence", "t_a_seq").owner is None
    assert get(catalog, "sequence", "u_a_seq").owner == "app"


def test_default_privileges_and_grants_are_those_of_the_role() -> None:
    replayed = read(
        "SET ROLE app; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader; CREATE TABLE t ();"
        "REVOKE INSERT ON t FROM CURRENT_USER; RESET ROLE; CREATE TABLE u (); GRANT INSERT ON t TO reader;"
    )

    grants = get(replayed.catalog, "table", "t").grants
    assert get(replayed.catalog, "default privileges", "TABLES", "", args="app")
    assert Grant("reader", "SELECT") in grants
    assert Grant("reader", "INSERT") in grants
    assert Grant(OWNER, "INSERT") not in grants
    assert Grant(OWNER, "UPDATE") in grants
    assert get(replayed.catalog, "table", "u").grants is None
    assert said(replayed) == []


def test_who_grants_what_another_owns_is_said() -> None:
    sql = "CREATE TABLE t (); GRANT SELECT ON t TO app WITH GRANT OPTION; SET ROLE app; GRANT SELECT ON t TO reader;"

    assert said(read(sql)) == [
        "table public.t is not app's: what that grants or revokes counts as by the owner"
    ]


OF_A_USER = "CREATE SCHEMA app; CREATE SCHEMA other; CREATE TABLE app.a (x int); CREATE TABLE a (x int);"
PATHS = {
    "by itself": ("SET ROLE app;", "app"),
    "of another role": ("SET ROLE reader;", "public"),
    "of nobody": ("", "public"),
    "no longer": ("SET ROLE app; RESET ROLE;", "public"),
    "where the path says so": ('SET ROLE app; SET search_path = "$user", other;', "app"),
    "behind others": ('SET ROLE app; SET search_path = other, "$user";', "other"),
    "where the path does not": ("SET ROLE app; SET search_path = other;", "other"),
    "as the path said before": ("SET ROLE app; SET search_path = other; RESET search_path;", "app"),
    "for a transaction": ("BEGIN; SET LOCAL ROLE app; SET LOCAL search_path = other; COMMIT;", "public"),
    "in a transaction": ("SET ROLE app; BEGIN; SET LOCAL search_path = other; COMMIT;", "app"),
}


@pytest.mark.parametrize(("sql", "schema"), PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("code", ["CREATE TABLE t ();", BLOCK.format("CREATE TABLE t ();")])
def test_the_schema_that_is_called_as_the_role_comes_first(sql: str, schema: str, code: str) -> None:
    replayed = read(f"{OF_A_USER} {sql} {code}")

    assert get(replayed.catalog, "table", "t", schema)
    assert said(replayed) == []


def test_what_is_read_comes_from_the_schema_of_the_role() -> None:
    catalog = read(f"{OF_A_USER} SET ROLE app; CREATE VIEW v AS SELECT x FROM a;").catalog

    assert get(catalog, "view", "v", "app").query == "SELECT x FROM app.a"


def test_a_schema_that_is_called_as_whoever_makes_it_is_said_where_nobody_tells_who_that_is() -> None:
    sql = "CREATE SCHEMA AUTHORIZATION CURRENT_USER;"

    assert said(read(sql)) == [
        "CREATE SCHEMA AUTHORIZATION CURRENT_USER is called as whoever runs it, which is not known"
    ]
    assert get(read(f"SET ROLE app; {sql}").catalog, "schema", "app", "").owner == "app"
    assert get(read(sql, "supabase").catalog, "schema", "postgres", "")
    assert said(read("CREATE SCHEMA app AUTHORIZATION CURRENT_USER;")) == []
