"""What is said not to be cast, or to be no value of a type, PostgreSQL refuses too; and what it refuses of casts is said."""

from __future__ import annotations

import psycopg
import pytest
from helpers import run
from postgres import at_hand, started

from fixer.ddl.queries.assignable import _KNOWN, casts, reads
from fixer.sql.quote import literal
from fixer.sql.types import DataType

pytestmark = pytest.mark.slow
VERSIONS = [major for major in at_hand() if major >= 15]
CONTEXTS = {"i": "i", "a": "ia", "e": "iae"}
CASTS = """
SELECT s.typname, t.typname, castcontext::text FROM pg_cast
JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget WHERE castsource <> casttarget
"""
STRINGS = {"text", "varchar", "bpchar", "name"}
TEXTS = [
    "", " ", "0", "1", " 7 ", "-1", "+5", "007", "1.5", ".5", "5.", "1e5", "1_000", "0x1F", "99999999999", "NaN", "inf",
    "-Infinity", "t", "TRUE", "of", "o", "yes", "maybe", "now", "today", "yesterday", "epoch", "infinity", "2020-02-29",
    "2020-13-01", "2021-02-29", "2020-01-01 10:00", "Jan 5 2020", "10:00", "noon", "allballs", "1 day", "P1D", "@ 1 hour ago",
    "{}", "{1,2}", "{a,b}", '{"a": 1}', "[]", "[1,2)", "(1,2)", "empty", "null", '"x"', "nan", "sad", "SAD", "{sad}",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "a0eebc99", "127.0.0.1", "10.0.0.0/8", "::1",
    "$5.00", "<(1,2),3>", "x", "[0:1]={1,2}",
]  # fmt: skip
TYPES = [
    "int2",
    "int4",
    "int8",
    "numeric",
    "float4",
    "float8",
    "bool",
    "uuid",
    "date",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "interval",
    "money",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "json",
    "jsonb",
    "inet",
    "cidr",
    "int4range",
    "daterange",
    "text",
]


@pytest.mark.parametrize("major", VERSIONS)
def test_the_casts_are_those_of_pg_cast(major: int) -> None:
    catalog = run("")
    for server in started(at_hand()[major]):
        with server.database() as url, psycopg.connect(url) as connection:
            known = {(source, to): context for source, to, context in connection.execute(CASTS)}
    wrong = []
    for source in _KNOWN:
        for to in _KNOWN - {source}:
            for context, contexts in CONTEXTS.items():
                text = (to in STRINGS and context != "i") or (source in STRINGS and context == "e")
                real = text or known.get((source, to), "?") in contexts
                said = casts(catalog, DataType("pg_catalog", source), DataType("pg_catalog", to), context)
                later = "bytea" in (source, to) and context == "e"  # from PostgreSQL 18 on
                wrong += [(source, to, context, real)] if real != said and not (later and said) else []

    assert wrong == []


@pytest.mark.parametrize("major", VERSIONS)
def test_what_is_said_to_be_no_value_is_none(major: int) -> None:
    setup = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (x int, y text)"
    catalog = run(setup)
    kinds = [DataType("pg_catalog", name) for name in TYPES]
    kinds += [DataType("pg_catalog", name, "", True) for name in ("int4", "text")]
    kinds += [DataType("public", name) for name in ("mood", "pair")] + [DataType("public", "mood", "", True)]
    refused, wrong = 0, []
    for server in started(at_hand()[major]):
        with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
            connection.execute(setup)
            for kind in kinds:
                for text in TEXTS:
                    if reads(catalog, text, kind):
                        continue
                    refused += 1
                    try:
                        connection.execute(f"SELECT {literal(text)}::{kind}")
                        wrong.append((text, str(kind)))
                    except psycopg.errors.DataError:
                        pass

    assert wrong == []
    assert refused > 500
