"""A PostgreSQL to judge by: the one named in FIXER_TEST_SERVER, else local binaries, else the embedded server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.tools import EXAMPLES, MIGRATIONS
from postgres import Postgres, programs, started

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each run of the program would compile all fixers anew


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A running PostgreSQL, with psql and pg_dump of its own version."""
    given = os.environ.get("FIXER_TEST_SERVER")
    if given:
        address, _, _database = given.rpartition("/")
        yield Postgres(f"{address}/{{}}", programs())
        return
    yield from started(programs())


@pytest.fixture(params=sorted(MIGRATIONS))
def example(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """Each example project: its name and its migrations folder."""
    return request.param, EXAMPLES / request.param / MIGRATIONS[request.param]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden folders' wanted/ anew")
