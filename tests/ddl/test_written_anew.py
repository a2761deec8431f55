"""What PostgreSQL writes with the casts of the old type when a column gets another one is said, and nothing else is."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay

TABLE = """CREATE TABLE t (v varchar(10), x text, s smallint, i int, n numeric, d timestamp, z timestamptz,
    CONSTRAINT c CHECK ({}));"""
SAID = {
    "a list of texts": ("v IN ('a', 'b')", "v TYPE text"),
    "a list of numbers": ("s IN (1, 2)", "s TYPE bigint"),
    "the first of several": ("coalesce(v, 'x') <> ''", "v TYPE text"),
    "a moment without a zone": ("d > '2020-01-01'", "d TYPE timestamptz"),
    "a moment that becomes a day": ("z > '2020-01-01'", "z TYPE date"),
    "a number that becomes whole": ("n > 0", "n TYPE int"),
    "a whole one that does not stay": ("i > 0", "i TYPE numeric(12,2)"),
    "what a function takes": ("sqrt(i) > 1", "i TYPE numeric"),
}


@pytest.mark.parametrize(("check", "change"), SAID.values(), ids=SAID)
def test_casts_that_a_check_keeps_are_said(check: str, change: str) -> None:
    sql = f"{TABLE.format(check)} ALTER TABLE t ALTER {change};"

    (found,) = replay([MigrationSource("a", "a", "a.sql", sql)]).diagnostics

    assert "keeps the casts" in found.message


NOT_SAID = {
    "one text": ("v <> ''", "v TYPE text"),
    "one number": ("i > 0", "i TYPE bigint"),
    "a function of texts": ("length(v) > 1", "v TYPE text"),
    "another length": ("v IN ('a', 'b')", "v TYPE varchar(20)"),
    "a list beside it": ("x IN ('a', 'b') AND i > 0", "i TYPE bigint"),
    "whether there is one": ("n IS NOT NULL", "n TYPE int"),
    "another column": ("x IN ('a', 'b')", "v TYPE text"),
}


@pytest.mark.parametrize(("check", "change"), NOT_SAID.values(), ids=NOT_SAID)
def test_what_is_written_as_before_is_not(check: str, change: str) -> None:
    sql = f"{TABLE.format(check)} ALTER TABLE t ALTER {change};"

    assert not replay([MigrationSource("a", "a", "a.sql", sql)]).diagnostics
