"""What is written is for the version of the server that is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.tools import fixer, write
from postgres import every_version

from fixer.verify.server import Server, started

UNLOGGED = {
    "migrations/000001_made.up.sql": "CREATE UNLOGGED TABLE hits (id bigserial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY);",
    "migrations/000002_gone.up.sql": "DROP TABLE hits;",
}
LOGGED_ONLY = 15
"""Sequences follow their unlogged table since this version (its release notes)."""


@pytest.fixture(scope="module", params=every_version())
def running(request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(request.param) as server:
        yield server


def test_a_dropped_unlogged_table_comes_back_on_the_version_that_is_named(
    running: Server, tmp_path: Path
) -> None:
    write(tmp_path, UNLOGGED)
    shown = fixer(tmp_path, "down", "--dry-run", "--server", running.conninfo)
    json_of = ("--server", running.conninfo, "--output-format", "json")
    proved = fixer(tmp_path, "verify", "--select", "missing-down", "--unsafe", *json_of)
    written = fixer(tmp_path, "down", "--server", running.conninfo)
    again = fixer(tmp_path, "verify", "--files", *json_of)

    unlogged = "CREATE UNLOGGED SEQUENCE" in shown.stdout
    assert (shown.returncode, unlogged) == (0, running.major >= LOGGED_ONLY), shown.stdout + shown.stderr
    assert written.returncode == 0, written.stderr
    for done in (proved, again):
        proofs = json.loads(done.stdout)["proofs"]
        assert [proof["problems"] for proof in proofs] == [[], []], done.stderr
