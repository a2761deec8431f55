"""Which expressions of integers PostgreSQL writes anew when a column becomes a wider integer and a narrower one again."""

from __future__ import annotations

from itertools import chain, combinations

import psycopg
import pytest
from postgres import Postgres

from fixer.catalog.objects import Index, IndexKey
from fixer.ddl.texts.wording import COMPARED, comparable, worded_anew
from fixer.model import ObjectRef
from fixer.sql.types import DataType

STAYS = (
    *(
        "a + b",
        "a - 2",
        "a * b",
        "a / 2",
        "a << 2",
        "-a",
        "abs(a)",
        "a || ''",
        "a::text",
        "a ^ 2",
        "NULLIF(a, b)",
    ),
    *(
        "(a = b)::int",
        "(a IN (b, 2))::int",
        "(a BETWEEN b AND 5)::int",
        "(a IS DISTINCT FROM b)::int",
        "sign(a)",
    ),
)
DRIFTS = (
    *("COALESCE(a, b)", "GREATEST(a, 5)", "LEAST(a, b)", "a % 2", "a & 4", "a | b", "a # 1", "mod(a, b)"),
    *("CASE WHEN a > 1 THEN a ELSE b END", "(ARRAY[a, b])[1]"),
)  # fmt: skip


def predicted(expression: str) -> bool:
    index = Index(ObjectRef("index", "public", "i"), keys=(IndexKey(None, expression=expression),))
    return worded_anew(index, DataType("pg_catalog", "int8"), DataType("pg_catalog", "int4"))


def test_what_gets_a_cast_on_the_way_is_made_again_and_the_rest_is_left_alone(server: Postgres):
    seen = {}
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        for expression in (*STAYS, *DRIFTS):
            connection.execute(
                f"CREATE TABLE t (a int, b int); CREATE INDEX i ON t (({expression}))".encode()
            )
            printed = [connection.execute("SELECT pg_get_indexdef('i'::regclass)").fetchone()]
            connection.execute("ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ALTER a TYPE int")
            printed.append(connection.execute("SELECT pg_get_indexdef('i'::regclass)").fetchone())
            connection.execute("DROP TABLE t")
            seen[expression] = printed[0] != printed[1]

    assert {expression for expression, drifted in seen.items() if drifted} == set(DRIFTS)
    assert {expression: predicted(expression) for expression in seen} == seen


@pytest.mark.parametrize("kind", ["numeric", "text"])
def test_between_other_types_everything_is_made_again(kind):
    index = Index(ObjectRef("index", "public", "i"), keys=(IndexKey(None, expression="a + b"),))

    assert worded_anew(index, DataType("pg_catalog", "int4"), DataType("pg_catalog", kind))


_KEYS = sorted({*chain.from_iterable(COMPARED), "uuid", "numeric", "bool", "bytea", "interval"})


@pytest.mark.slow
def test_a_foreign_key_leads_between_two_types_either_way_where_that_is_said(server: Postgres):
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        for one, other in combinations(_KEYS, 2):
            refused = []
            for key, reference in ((one, other), (other, one)):
                with connection.transaction(force_rollback=True):
                    connection.execute(f'CREATE TABLE k (a pg_catalog."{key}" PRIMARY KEY)')
                    try:
                        connection.execute(f'CREATE TABLE r (a pg_catalog."{reference}" REFERENCES k)')
                    except psycopg.errors.DatatypeMismatch:
                        refused.append(key)
            said = comparable(DataType("pg_catalog", one), DataType("pg_catalog", other))
            assert said == (not refused), (one, other)
