"""An introspected catalog is as good as a replayed one: what is printed from it makes the same database again."""

from __future__ import annotations

import psycopg
import pytest
import test_grant
import test_policy
import test_sequence
import test_trigger
import test_user_types
import test_view
from postgres import Postgres
from rarer_statements import CODE as RARE_CODE
from rarer_statements import DEFAULTS, FOREIGN, PUBLICATIONS, RULES
from statements import CODE, TABLES

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Function, Object
from fixer.ddl.difference import difference
from fixer.ddl.run import run
from fixer.model import ObjectRef

ROLES = "".join(
    f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
    for role in ("joe", "ann", '"Ann"', "bob")
)
AUTH = "CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'select null::uuid';"
SCRIPTS = {
    "tables": TABLES,
    "code": CODE,
    "rules and statistics": RULES,
    "publications": PUBLICATIONS,
    "foreign data": FOREIGN,
    "casts, operators, text search": RARE_CODE,
    "default privileges": DEFAULTS,
    **{f"sequence {name}": f"{test_sequence.TABLE}; {sql}" for name, sql in test_sequence.CASES.items()},
    **{f"type {name}": sql for name, sql in test_user_types.CASES.items()},
    **{f"view {name}": f"{test_view.TABLE}; {sql}" for name, sql in test_view.CASES.items()},
    **{f"trigger {name}": f"{test_trigger.SETUP}; {sql}" for name, sql in test_trigger.CASES.items()},
    **{f"policy {name}": f"{AUTH} {test_policy.TABLE}; {sql}" for name, sql in test_policy.CASES.items()},
    **{f"grant {sql}": f"{test_grant.SETUP}; {sql}" for sql in test_grant.STATES},
}


def contents(url: str) -> tuple[Catalog, dict[ObjectRef, Object]]:
    with psycopg.connect(url) as connection:
        catalog = introspect(connection)
    return catalog, {item.ref: item for item in catalog.objects()}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_printed_from_an_introspected_database_makes_it_again(name: str, server: Postgres) -> None:
    with server.database() as original, server.database() as copy:
        server.psql(original, f"{ROLES} {SCRIPTS[name]}")
        empty, _items = contents(copy)
        catalog, wanted = contents(original)
        server.psql(copy, ";".join(s.sql for s in difference(empty, catalog, concurrently=False)))
        _catalog, made = contents(copy)

    assert made == wanted


EXCLUSIONS = """
    CREATE TABLE stays (room int, guest text, price numeric, during tsrange,
        CONSTRAINT once EXCLUDE USING gist (int8range(room, room + 1) WITH &&) WHERE (price > 5),
        CONSTRAINT hashed EXCLUDE USING hash (lower(guest) WITH =) DEFERRABLE,
        EXCLUDE USING btree (room WITH =, guest COLLATE "C" text_pattern_ops WITH =) WITH (fillfactor = 70) WHERE (guest <> ''),
        EXCLUDE USING gist (during WITH &&));
    COMMENT ON INDEX once IS 'one at a time';
"""


def test_exclusion_constraints_of_any_kind_are_made_again(server: Postgres) -> None:
    """Their index was compared with one that its constraint does not tell: a database that has one could not be copied."""
    with server.database() as original, server.database() as copy:
        server.psql(original, EXCLUSIONS)
        empty, _items = contents(copy)
        catalog, wanted = contents(original)
        server.psql(copy, ";".join(s.sql for s in difference(empty, catalog, concurrently=False)))
        _catalog, made = contents(copy)

        assert made == wanted
        assert server.dump(copy) == server.dump(original)


@pytest.mark.parametrize(
    "name", ["tables", "code", "rules and statistics", "foreign data", "default privileges"]
)
def test_an_introspected_database_has_no_difference_from_itself(name: str, server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, SCRIPTS[name])
        first, second = contents(url)[0], contents(url)[0]

    assert difference(first, second) == []


KINDS = {
    "rules and statistics": {"rule", "statistics", "event trigger"},
    "publications": {"publication"},
    "foreign data": {"foreign data wrapper", "server"},
    "casts, operators, text search": {
        "cast",
        "operator",
        "collation",
        "text search dictionary",
        "text search configuration",
    },
    "default privileges": {"default privileges"},
    "tables": set[str](),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_few_schemas_have_is_read_and_nothing_is_read_that_is_not_there(
    name: str, server: Postgres
) -> None:
    with server.database() as url:
        server.psql(url, f"{ROLES} {SCRIPTS[name]}")
        _catalog, items = contents(url)

    rare = {ref.kind for ref in items} & set().union(*KINDS.values())
    assert rare == KINDS[name]


def test_a_foreign_table_has_its_server_and_the_options_of_its_columns(server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, FOREIGN)
        table = contents(url)[0].table("public", "far")

    assert table is not None and table.server == ObjectRef("server", "", "s")
    assert table.fdw_options == (("place", "p"),)
    assert [column.fdw_options for column in table.columns] == [(("column_name", "ID"),), ()]


def test_a_password_of_a_user_mapping_is_not_read(server: Postgres) -> None:
    with server.database() as url:
        server.psql(
            url, f"{FOREIGN} CREATE USER MAPPING FOR pg_monitor SERVER s OPTIONS (password 'hunter2')"
        )
        _catalog, items = contents(url)

    assert "hunter2" not in repr(items)


FUNCTIONS = {
    "types with a schema": "CREATE TYPE m AS ENUM ('a'); CREATE FUNCTION f(a m, b numeric(10,2) DEFAULT 3) RETURNS m LANGUAGE sql AS 'SELECT a'",
    "rows": "CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, NULL'",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_is_replaced_has_a_way_back_to_the_introspected_one(
    name: str, server: Postgres
) -> None:
    with server.database() as url:
        server.psql(url, FUNCTIONS[name])
        before = contents(url)[0]
    (function,) = before.objects(Function)
    after = before.overlay()
    run(after, function.source.replace("LANGUAGE sql", "LANGUAGE sql STABLE"))

    assert [statement.sql for statement in difference(after, before)] != []
    assert difference(before, before.overlay()) == []
