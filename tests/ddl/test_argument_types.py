"""The types of arguments have no modifiers, whoever writes the function."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Function
from fixer.ddl.run import apply
from fixer.verify.connection import connect

WRITTEN = [
    "CREATE FUNCTION f(a char, b varchar(3), c numeric(4,2)) RETURNS char(2) LANGUAGE sql AS 'SELECT NULL::char(2)'",
    "CREATE FUNCTION f(a bpchar, OUT b varchar(7)) LANGUAGE sql AS 'SELECT NULL::varchar'",
    "CREATE FUNCTION f(a bit(3), b interval day to second(2)) RETURNS SETOF timestamp(3) LANGUAGE sql AS 'SELECT NULL::timestamp'",
]


def _types(catalog: Catalog) -> list[object]:
    return [(function.argument_types, function.returns) for function in catalog.objects(Function)]


@pytest.mark.parametrize("sql", WRITTEN)
def test_a_function_has_the_types_that_postgresql_keeps_and_so_has_its_own_definition(sql, server: Postgres):
    replayed, again = Catalog(), Catalog()
    apply(replayed, sql)
    with server.database() as url, connect(url) as connection:
        connection.execute(sql.encode())
        introspected = introspect(connection)
    (function,) = introspected.objects(Function)
    apply(again, function.source)

    assert _types(replayed) == _types(again) == _types(introspected)
