"""Every kind of statement, judged by PostgreSQL: what it does, and its way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import psycopg
import pytest
from postgres import Postgres
from rarer_statements import RARER
from statements import CASES, Case, label

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.ddl.run import run, split
from fixer.layouts.base import MigrationSource
from fixer.replay import replay

QUICK = 8
"""One statement of so many is run on the server every time; all of them in the long tests."""


def read(sql: str) -> Catalog:
    """The catalog of a script. Nothing in it may be beyond the model, but for casts that PostgreSQL alone writes."""
    replayed = replay([MigrationSource("1", "setup", "setup.sql", sql)])
    said = (d.message for d in replayed.diagnostics if d.level != "info")
    assert [message for message in said if "keeps the casts" not in message] == []
    return replayed.catalog


@dataclass
class Workshop:
    """A scratch database for each setup, used again as long as every test leaves it as it was."""

    server: Postgres
    stack: ExitStack
    at_hand: dict[str, tuple[str, str]] = field(default_factory=dict)

    def database(self, setup: str) -> tuple[str, str]:
        """A database after ``setup``, and its dump; to be given back with ``keep``."""
        known = self.at_hand.pop(setup, None)
        if known is not None:
            return known
        url = self.stack.enter_context(self.server.database())
        execute(url, [setup])
        return url, self.server.dump(url)

    def keep(self, setup: str, url: str, dump: str) -> None:
        """The database is after ``setup`` again."""
        self.at_hand[setup] = url, dump


@pytest.fixture(scope="module")
def workshop(server: Postgres) -> Iterator[Workshop]:
    with ExitStack() as stack:
        yield Workshop(server, stack)


def execute(url: str, statements: list[str]) -> None:
    """Each statement by itself, as some have to be."""
    with psycopg.connect(url, autocommit=True) as connection:
        for sql in statements:
            try:
                connection.execute(sql)
            except psycopg.Error as error:
                raise AssertionError(f"{error}\n{sql}\nof\n" + ";\n".join(statements)) from None


def columns_sorted(dump: str) -> list[str]:
    """A dump's lines without regard to the order of columns."""
    return sorted(_STATISTICS.sub(_in_order, line.rstrip(",")) for line in dump.splitlines())


_STATISTICS = re.compile(r"^(CREATE STATISTICS .* ON )(.*)( FROM .*)$")


def _in_order(match: re.Match[str]) -> str:
    """Extended statistics with their columns by name: they are printed in the order that these have in the table."""
    return match[1] + ", ".join(sorted(match[2].split(", "))) + match[3]


@pytest.mark.parametrize(
    "case",
    [
        *(pytest.param(case, id=label(case)) for case in CASES[::QUICK]),
        *(
            pytest.param(case, id=label(case), marks=pytest.mark.slow)
            for number, case in enumerate(CASES)
            if number % QUICK
        ),
        *(pytest.param(case, id=label(case), marks=pytest.mark.slow) for case in RARER),
    ],
)
def test_what_a_statement_does_and_its_way_back(case: Case, workshop: Workshop) -> None:
    before = read(case.setup)
    after = before.overlay()
    statements = split(case.migration)
    session = Session(strict=True)
    for sql in statements:
        run(after, sql, session)
    up = [statement.sql for statement in difference(before, after)]
    down = [statement.sql for statement in difference(after, before)]

    server = workshop.server
    url, at_first = workshop.database(case.setup)
    execute(url, up)
    printed = server.dump(url)
    execute(url, down)
    if case.moves_columns:
        url, at_first = workshop.database(case.setup)
    execute(url, statements)
    migrated = server.dump(url)
    execute(url, down)
    restored = server.dump(url)

    if case.moves_columns:
        assert case.adopts or columns_sorted(printed) == columns_sorted(migrated), up
        assert case.adopts or columns_sorted(restored) == columns_sorted(at_first), down
    else:
        assert printed == migrated, up
        assert restored == at_first, down
        workshop.keep(case.setup, url, at_first)


def test_what_a_statement_does_is_what_reading_it_in_a_file_does() -> None:
    for case in (*CASES, *RARER):
        before = read(case.setup)
        after = before.overlay()
        session = Session(strict=True)
        for sql in split(case.migration):
            run(after, sql, session)

        assert read(f"{case.setup};{case.migration}").changes(after) == [], case.migration
