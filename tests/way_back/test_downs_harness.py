"""`make downs`: the ways back of a folder tried on PostgreSQL, and of the schemas that fidelity is held by."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from e2e.tools import write
from postgres import Postgres

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import downs  # noqa: E402
import fidelity_databases  # noqa: E402
from downs_folder import migrations  # noqa: E402

SCHEMAS = sorted((ROOT / "tests" / "fidelity").glob("*.sql"))


def tried(folder: Path, server: Postgres) -> downs.Report:
    found, layout, supabase = migrations(folder, None)
    where = fidelity_databases.Server(server.url.format("postgres"))
    with where.connect("postgres") as connection:
        since = downs.moment(connection)
    trial = downs.Trial(where, server.binaries / "psql", server.binaries / "pg_dump", supabase, since)
    return downs.judge(trial, found, layout)


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
        lambda *given: {
            name: {**back, "content": back["content"].replace("DROP INDEX", "-- DROP INDEX")}
            for name, back in whole(*given).items()
        },
    )
    report = tried(tmp_path / "m", server)
    assert [one.name for one in report.wrong] == ["2_b.up.sql"]
    assert list(report.lines())[-1] == "downs 1/2 = 50.00 %"
