"""`make downs`: the ways back of a folder tried on PostgreSQL, and of the schemas that fidelity is held by."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from e2e.tools import write
from postgres import Postgres

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import downs  # noqa: E402
import fidelity_databases  # noqa: E402
from downs_folder import project  # noqa: E402

UNTOLD = frozenset({"blocks_left_and_failed", "unmodelled"})
"""What the programs in them make, only a server tells: replay announces that, and no way back knows of it."""
SCHEMAS = sorted(path for path in (ROOT / "tests" / "fidelity").glob("*.sql") if path.stem not in UNTOLD)


def tried(folder: Path, server: Postgres) -> downs.Report:
    where = fidelity_databases.Server(server.url.format("postgres"))
    with where.connect("postgres") as connection:
        since = downs.moment(connection)
    return downs.judge(downs.Trial(where, server.binaries / "pg_dump", since), project(folder, None))


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_the_way_back_of_a_schema_leads_to_the_empty_database(schema: Path, tmp_path: Path, server: Postgres):
    write(tmp_path, {"m/1_schema.up.sql": schema.read_bytes()})

    report = tried(tmp_path / "m", server)

    assert [line for one in report.wrong for line in one.lines()] == []


@pytest.mark.slow
def test_what_does_not_restore_is_found_in_ours_and_in_hand_written_ones(tmp_path, server, monkeypatch):
    write(
        tmp_path,
        {
            "m/1_a.up.sql": "CREATE TABLE t (a int);",
            "m/1_a.down.sql": "DROP TABLE t;",
            "m/2_b.up.sql": "ALTER TABLE t ADD b int; CREATE INDEX ON t (a);",
            "m/2_b.down.sql": "ALTER TABLE t DROP b;",
        },
    )
    report = tried(tmp_path / "m", server)
    assert [one.name for one in report.theirs if not one.restored] == ["2_b.up.sql"]
    assert report.wrong == []
    assert list(report.lines())[-1] == "downs 2/2 = 100.00 %"

    whole = downs.ways_back
    monkeypatch.setattr(
        downs,
        "ways_back",
        lambda *given: [
            replace(
                back,
                script=replace(back.script, text=back.script.text.replace("DROP INDEX", "-- DROP INDEX")),
            )
            for back in whole(*given)
        ],
    )
    report = tried(tmp_path / "m", server)
    assert [one.name for one in report.wrong] == ["2_b.up.sql"]
    assert list(report.lines())[-1] == "downs 1/2 = 50.00 %"


_UP = ("CREATE TABLE t (a int);", "ALTER TABLE t ADD b int;", "CREATE INDEX CONCURRENTLY t_a ON t (a);")
_DOWN = ("DROP TABLE t;", "SELECT 1;", "DROP INDEX CONCURRENTLY t_a;")
_GOOSE = "-- +goose NO TRANSACTION\n-- +goose Up\n{}\n\n-- +goose Down\n{}\n"
_SECTIONS = {
    "goose": ["-- +goose Up\n{}\n\n-- +goose Down\n{}\n"] * 2 + [_GOOSE],
    "sql-migrate": ["-- +migrate Up\n{}\n\n-- +migrate Down\n{}\n"] * 2
    + ["-- +migrate Up notransaction\n{}\n\n-- +migrate Down notransaction\n{}\n"],
    "dbmate": ["-- migrate:up\n{}\n\n-- migrate:down\n{}\n"] * 2
    + ["-- migrate:up transaction:false\n{}\n\n-- migrate:down transaction:false\n{}\n"],
}
_ENTRY = '{{"idx": {0}, "version": "7", "when": {1}, "tag": "000{0}_m", "breakpoints": true}}'
_ENTRIES = ", ".join(_ENTRY.format(n, n + 1) for n in range(2))
_JOURNAL = f'{{"version": "7", "dialect": "postgresql", "entries": [{_ENTRIES}]}}'


def _layouts() -> dict[str, tuple[str, dict[str, str]]]:
    """By name: the folder, and its files with ways back of which the second does nothing."""
    found = {
        name: (
            "m",
            {f"m/{n}_m.sql": shell.format(_UP[n - 1], _DOWN[n - 1]) for n, shell in enumerate(shells, 1)},
        )
        for name, shells in _SECTIONS.items()
    }
    ups = {f"m/{n}_m.up.sql": text for n, text in enumerate(_UP, 1)}
    downs_beside = {f"m/{n}_m.down.sql": text for n, text in enumerate(_DOWN, 1)}
    found["golang-migrate"] = ("m", ups | downs_beside)
    found["plain"] = (
        "m",
        {f"m/{n}_m.sql": text for n, text in enumerate(_UP, 1)}
        | {f"m/{n}_m.rollback.sql": text for n, text in enumerate(_DOWN, 1)},
    )
    place = "supabase/migrations"
    stamps = [f"2024010100000{n}_m" for n in range(3)]
    found["supabase"] = (
        place,
        {f"{place}/{stamps[n]}.sql": text for n, text in enumerate(_UP)}
        | {f"supabase/rollbacks/{stamps[n]}.sql": text for n, text in enumerate(_DOWN)},
    )
    found["drizzle"] = (
        "m",
        {f"m/000{n}_m.sql": text for n, text in enumerate(_UP[:2])}
        | {f"m/000{n}_m.down.sql": text for n, text in enumerate(_DOWN[:2])}
        | {"m/meta/_journal.json": _JOURNAL},
    )
    return found


LAYOUTS = _layouts()


@pytest.mark.slow
@pytest.mark.parametrize(("place", "files"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_is_tried_as_its_tool_runs_it(place: str, files: dict[str, str], tmp_path, server):
    write(tmp_path, files)

    report = tried(tmp_path / place, server)

    number = len(project(tmp_path / place, None).migrations)
    assert (len(report.ours), report.wrong, report.refused) == (number, [], [])
    assert [one.failure for one in report.ours] == [None] * number
    assert len(report.theirs) == number
    assert [number - at for at, one in enumerate(report.theirs) if not one.restored] == [2]
