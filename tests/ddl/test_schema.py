"""Schemas and extensions."""

from __future__ import annotations

import psycopg
import pytest
from helpers import contents, empty, get, notes, rerun, run
from postgres import Postgres

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Extension, Grant
from fixer.ddl import schema
from fixer.ddl.difference import difference
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay, start

CASES = {
    "schema": ("CREATE SCHEMA s", schema.create_schema, "schema", "s"),
    "quoted schema": ('CREATE SCHEMA "My s"', schema.create_schema, "schema", "My s"),
    "extension": ("CREATE EXTENSION pgcrypto", schema.create_extension, "extension", "pgcrypto"),
    "extension with everything": (
        "CREATE EXTENSION \"uuid-ossp\" WITH SCHEMA extensions VERSION '1.1' CASCADE",
        schema.create_extension,
        "extension",
        "uuid-ossp",
    ),
}


@pytest.mark.parametrize(("sql", "create", "kind", "name"), CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_object(sql, create, kind, name) -> None:  # type: ignore[no-untyped-def]
    catalog = run(sql)
    made = get(catalog, kind, name, "")

    assert contents(rerun(create(made, catalog))) == contents(catalog)


@pytest.mark.parametrize("sql", ["CREATE SCHEMA {}s", "CREATE EXTENSION {}s"])
def test_if_not_exists_keeps_what_is_there(sql: str) -> None:
    once = sql.format("")

    assert contents(run(f"{once}; {sql.format('IF NOT EXISTS ')}")) == contents(run(once))
    assert "exists already" in notes(once, once)[0]


def test_the_schema_of_a_role_has_its_name() -> None:
    assert get(run("CREATE SCHEMA AUTHORIZATION joe"), "schema", "joe", "").owner == "joe"
    assert get(run("CREATE SCHEMA s AUTHORIZATION CURRENT_USER"), "schema", "s", "").owner is None


def test_elements_are_made_in_the_schema_in_postgresqls_order() -> None:
    catalog = run(
        "CREATE SCHEMA s GRANT SELECT ON t TO joe WITH GRANT OPTION CREATE VIEW v AS SELECT id FROM t"
        " CREATE TABLE t (id int PRIMARY KEY CHECK (id > 0)) CREATE INDEX i ON t (id)"
    )

    assert get(catalog, "table", "t", "s").grants[0].grantable
    assert get(catalog, "view", "v", "s").query == "SELECT id FROM s.t"
    assert get(catalog, "index", "i", "s") and get(catalog, "index", "t_pkey", "s")


def test_the_search_path_is_as_before_after_the_elements() -> None:
    assert get(run("CREATE SCHEMA s CREATE TABLE t (id int); CREATE TABLE t (id int)"), "table", "t")


def test_an_extension_is_updated() -> None:
    catalog = run("CREATE EXTENSION e VERSION '1.0'")
    old = get(catalog, "extension", "e", "")
    new = get(run("ALTER EXTENSION e UPDATE TO '1.1'", catalog), "extension", "e", "")

    assert schema.alter_extension(old, new, catalog) == ["ALTER EXTENSION e UPDATE TO '1.1'"]
    assert schema.alter_extension(new, old, catalog) == []  # PostgreSQL has no script for that
    assert schema.alter_extension(old, old, catalog) == []
    assert notes("ALTER EXTENSION nope UPDATE") == ["there is no extension nope"]


def test_drop() -> None:
    catalog = run("CREATE SCHEMA s; CREATE EXTENSION e")
    texts = [
        *schema.drop_schema(get(catalog, "schema", "s", ""), catalog),
        *schema.drop_extension(get(catalog, "extension", "e", ""), catalog),
    ]

    assert contents(run(";".join(texts), catalog)) == contents(run(""))


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("CREATE EXTENSION earthdistance CASCADE", {"cube": None, "earthdistance": None}),
        (
            "CREATE EXTENSION cube; CREATE EXTENSION earthdistance CASCADE",
            {"cube": None, "earthdistance": None},
        ),
        ("CREATE EXTENSION pgcrypto CASCADE", {"pgcrypto": None}),
        (
            "CREATE SCHEMA geo; CREATE EXTENSION postgis_tiger_geocoder SCHEMA geo CASCADE",
            {"fuzzystrmatch": "geo", "postgis": "geo", "postgis_tiger_geocoder": "geo"},
        ),
    ],
)
def test_cascade_makes_what_an_extension_requires_and_the_way_back_drops_it(
    sql: str, made: dict[str, str | None]
) -> None:
    catalog = run(sql)

    assert {e.ref.name: e.schema for e in catalog.objects(Extension)} == made
    assert contents(rerun([step.sql for step in difference(empty(), catalog)])) == contents(catalog)
    assert "cube" not in {e.ref.name for e in run("CREATE EXTENSION earthdistance").objects(Extension)}


def test_an_extension_goes_before_what_it_requires() -> None:
    catalog = run("CREATE EXTENSION earthdistance CASCADE")

    assert [step.sql for step in difference(catalog, empty())] == [
        "DROP EXTENSION earthdistance",
        "DROP EXTENSION cube",
    ]


@pytest.mark.parametrize("behavior", ["RESTRICT", "CASCADE"])
def test_what_an_extension_has_in_a_schema_does_not_hold_it_and_is_gone_with_cascade(behavior: str) -> None:
    catalog = run("CREATE SCHEMA s")
    seen = catalog.external(ObjectRef("external", "s", "spatial_ref_sys"))

    run(f"DROP SCHEMA s {behavior}", catalog)

    assert (catalog.get(seen.ref) is None) == (behavior == "CASCADE")
    assert catalog.get(ObjectRef("schema", "", "s")) is None


ANYBODY = (Grant("", "USAGE"),)
OTHERS = {
    "as it is at first": ("", "public", None),
    "made anew": ("DROP SCHEMA public; CREATE SCHEMA public", "public", ()),
    "made anew, and opened": (
        "DROP SCHEMA public; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC",
        "public",
        None,
    ),
    "left alone": ("CREATE SCHEMA IF NOT EXISTS public", "public", None),
    "under another name": ("ALTER SCHEMA public RENAME TO old", "old", ANYBODY),
    "another in its place": ("ALTER SCHEMA public RENAME TO old; CREATE SCHEMA public", "public", ()),
    "one that was called otherwise": (
        "ALTER SCHEMA public RENAME TO old; CREATE SCHEMA a; ALTER SCHEMA a RENAME TO public",
        "public",
        (),
    ),
    "and back": ("ALTER SCHEMA public RENAME TO old; ALTER SCHEMA old RENAME TO public", "public", None),
    "one of another name": ("CREATE SCHEMA a; ALTER SCHEMA a RENAME TO b", "b", None),
}


@pytest.mark.parametrize(("sql", "name", "grants"), OTHERS.values(), ids=OTHERS)
def test_only_the_first_schema_public_lets_everybody_in(
    sql: str, name: str, grants: tuple[Grant, ...] | None
) -> None:
    catalog = run(sql)

    assert get(catalog, "schema", name, "").grants == grants
    back = difference(catalog, empty())
    assert contents(run(";".join(one.sql for one in back), catalog.overlay())) == contents(empty())


def test_a_schema_public_that_is_made_anew_has_default_privileges_as_any_other() -> None:
    sql = "DROP SCHEMA public; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO app; CREATE SCHEMA public;"
    replayed = replay([MigrationSource("1", "one", "one.sql", sql)], base=start("plain", 15))

    assert get(replayed.catalog, "schema", "public", "").grants == (Grant("app", "USAGE"),)


ANEW = "DROP SCHEMA public; CREATE SCHEMA public"


@pytest.mark.parametrize(
    ("sql", "owner", "back"),
    [
        (ANEW, "current_user", ["ALTER SCHEMA public OWNER TO pg_database_owner"]),
        (f"{ANEW} AUTHORIZATION app", "app", ["ALTER SCHEMA public OWNER TO pg_database_owner"]),
        (f"SET ROLE app; {ANEW}; RESET ROLE", "app", ["ALTER SCHEMA public OWNER TO pg_database_owner"]),
        (f"{ANEW}; ALTER SCHEMA public OWNER TO pg_database_owner", None, []),
        ("ALTER SCHEMA public OWNER TO pg_database_owner", None, []),
        (
            "ALTER SCHEMA public OWNER TO CURRENT_USER",
            "current_user",
            ["ALTER SCHEMA public OWNER TO pg_database_owner"],
        ),
        (
            "CREATE SCHEMA s; DROP SCHEMA public; ALTER SCHEMA s RENAME TO public",
            "current_user",
            ["ALTER SCHEMA public OWNER TO pg_database_owner"],
        ),
    ],
)
def test_a_schema_public_that_is_made_anew_is_no_more_the_database_owners(
    sql: str, owner: str | None, back: list[str]
) -> None:
    files = [MigrationSource("1", "one", "one.sql", f"{sql};")]
    made = replay(files, base=start("plain", 15)).catalog
    assert get(made, "schema", "public", "").owner == owner
    steps = [statement.sql for statement in difference(made, start("plain", 15))]
    assert [sql for sql in steps if "OWNER" in sql] == back
    assert get(replay(files, base=start("plain", 14)).catalog, "schema", "public", "").owner == (
        None if owner == "current_user" else "pg_database_owner" if "pg_database" in sql else owner
    )


def test_the_first_schema_public_is_the_database_owners_by_another_name_too() -> None:
    sql = "ALTER SCHEMA public RENAME TO old; CREATE SCHEMA public; ALTER SCHEMA public RENAME TO later;"
    made = replay([MigrationSource("1", "one", "one.sql", sql)], base=start("plain", 15)).catalog

    assert get(made, "schema", "old", "").owner == "pg_database_owner"
    assert get(made, "schema", "later", "").owner is None


@pytest.mark.parametrize(
    "sql",
    ["", ANEW, f"{ANEW}; ALTER SCHEMA public OWNER TO pg_database_owner", f"{ANEW} AUTHORIZATION pg_monitor"],
)
def test_whose_the_schema_public_is_is_read_as_it_is_replayed(sql: str, server: Postgres) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql or "SELECT")
        major = connection.info.server_version // 10000
        replayed = replay(
            [MigrationSource("1", "one", "one.sql", f"{sql};")], base=start("plain", major)
        ).catalog
        read = introspect(connection)

    assert get(read, "schema", "public", "").owner == get(replayed, "schema", "public", "").owner
