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
from statements import CODE, TABLES

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Object
from fixer.ddl.difference import difference
from fixer.model import ObjectRef

ROLES = "".join(
    f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
    for role in ("joe", "ann", '"Ann"', "bob")
)
AUTH = "CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'select null::uuid';"
SCRIPTS = {
    "tables": TABLES,
    "code": CODE,
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


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_printed_from_an_introspected_database_makes_it_again(name: str, server: Postgres) -> None:
    with server.database() as original, server.database() as copy:
        server.psql(original, f"{ROLES} {SCRIPTS[name]}")
        empty, _items = contents(copy)
        catalog, wanted = contents(original)
        server.psql(copy, ";".join(s.sql for s in difference(empty, catalog, concurrently=False)))
        _catalog, made = contents(copy)

    assert made == wanted


@pytest.mark.parametrize("name", ["tables", "code"])
def test_an_introspected_database_has_no_difference_from_itself(name: str, server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, SCRIPTS[name])
        first, second = contents(url)[0], contents(url)[0]

    assert difference(first, second) == []
