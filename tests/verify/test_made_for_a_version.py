"""What is written is for the version that the configuration says, else for that of the server that is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.tools import fixer, write
from postgres import Postgres, every_version

from fixer.verify import binaries
from fixer.verify.server import Server, major_of, started

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


SAYS = {"nothing": ("", True), "14": ("postgres = 14", False), "15": ("postgres = 15", True)}


@pytest.mark.parametrize(("config", "unlogged"), SAYS.values(), ids=SAYS)
@pytest.mark.parametrize(
    "command", [("down", "--dry-run"), ("plan", "--select", "missing-down", "--unsafe")], ids=["down", "plan"]
)
def test_the_configuration_says_the_version_where_no_server_is_named(
    command: tuple[str, ...], config: str, unlogged: bool, tmp_path: Path
) -> None:
    write(tmp_path, UNLOGGED | {"fixer.toml": config})

    shown = fixer(tmp_path, *command)

    assert (shown.returncode, "CREATE UNLOGGED SEQUENCE" in shown.stdout) == (0, unlogged), shown.stderr


SUPABASE = {  # what supabase/config.toml says, and fixer.toml
    "14": ("[db]\nmajor_version = 14\n", "", False),
    "15": ("[db]\nmajor_version = 15\n", "", True),
    "14, and fixer's own configuration 15": ("[db]\nmajor_version = 14\n", "postgres = 15", True),
    "nothing that can be read": ("[db]\nmajor_version = ", "", True),
}


@pytest.mark.parametrize(("supabase", "config", "unlogged"), SUPABASE.values(), ids=SUPABASE)
def test_a_supabase_project_says_the_version_in_its_own_configuration(
    supabase: str, config: str, unlogged: bool, tmp_path: Path
) -> None:
    files = {name.replace("migrations", "supabase/migrations"): sql for name, sql in UNLOGGED.items()}
    write(tmp_path, files | {"supabase/config.toml": supabase, "fixer.toml": config})

    shown = fixer(tmp_path, "down", "--dry-run")

    assert (shown.returncode, "CREATE UNLOGGED SEQUENCE" in shown.stdout) == (0, unlogged), shown.stderr


def test_what_the_configuration_says_counts_more_than_the_server_that_is_named(
    server: Postgres, tmp_path: Path
) -> None:
    """What is proved on it is for another one, which is said."""
    wanted = ("--select", "missing-down", "--unsafe", "--output-format", "json")
    place = server.url.format("postgres")
    write(tmp_path, UNLOGGED | {"fixer.toml": "postgres = 13"})

    shown = fixer(tmp_path, "down", "--dry-run", "--server", place)
    proved = fixer(tmp_path, "verify", *wanted, "--server", place)

    assert "CREATE UNLOGGED SEQUENCE" not in shown.stdout
    said = "the migrations are for PostgreSQL 13, and were tried on another version"
    assert (said in json.loads(proved.stdout)["notes"]) == (major_of(place) != 13)


def test_a_server_of_fixer_s_own_is_of_the_version_where_there_is_one(tmp_path: Path) -> None:
    usual = binaries.choose()
    versions = {binaries.major(folder) for folder in _programs()}

    assert {binaries.major(binaries.choose([], version)) for version in versions} == versions
    assert binaries.choose([], 99) == usual
    for version in versions:  # what has an extension that is wanted comes first
        chosen = binaries.extensions(binaries.choose(["pgcrypto"], version))
        assert "pgcrypto" in chosen or not any("pgcrypto" in binaries.extensions(f) for f in _programs())


@pytest.mark.parametrize(
    ("there", "wanted", "chosen"),
    [
        ([18, 16], None, 18),
        ([18, 16], 18, 18),
        ([18, 16], 15, 16),
        ([18, 16], 17, 18),
        ([18, 16, 15], 15, 15),
        ([14, 13], 17, 14),
        ([18, 14], 15, 18),
    ],
)
def test_else_it_is_of_the_nearest_version_that_knows_what_the_wanted_one_does(
    there: list[int], wanted: int | None, chosen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "embedded", lambda: tuple(Path(f"/{major}") for major in there))
    monkeypatch.setattr(binaries, "local", tuple)
    monkeypatch.setattr(binaries, "major", lambda folder: int(folder.name))
    monkeypatch.setattr(binaries, "extensions", lambda _folder: frozenset())

    assert binaries.choose([], wanted) == Path(f"/{chosen}")


@pytest.mark.slow
def test_what_is_proved_is_proved_on_the_version_that_the_configuration_says(tmp_path: Path) -> None:
    folder = next((f for f in _programs() if binaries.major(f) != binaries.major(binaries.choose())), None)
    if folder is None:
        pytest.skip("there is one version only")
    write(tmp_path, UNLOGGED | {"fixer.toml": f"postgres = {binaries.major(folder)}"})

    for more in ((), ("--files",)):
        document = json.loads(fixer(tmp_path, "verify", "--output-format", "json", *more).stdout)

        assert document["server"].startswith(f"PostgreSQL {binaries.major(folder)}.")
        assert document["notes"] == []


def _programs() -> list[Path]:
    return [*binaries.embedded(), *binaries.local()]
