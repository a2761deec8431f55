"""What is written for schemas as they are is proved on PostgreSQL, with rows in the tables and locks looked at."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from e2e.tools import fixer
from postgres import Postgres

GOLDEN = Path(__file__).parents[1] / "golden"
RULES = (
    *("duplicate-index", "missing-not-null", "missing-unique", "missing-primary-key", "missing-foreign-key"),
    *("serial-column", "identity-by-default", "integer-column", "foreign-key-type", "foreign-key-action"),
    *("varchar-column", "char-column", "timestamp-without-time-zone", "timestamp-precision", "money-column"),
    *("json-column", "timetz-column", "enum-type", "unlogged-table"),
    *("policy-call-per-row", "duplicate-policy", "extension-in-public", "immutable-session-function"),
    *(
        "security-definer-view",
        "audit",
        "closed-parent",
        "derived-count",
        "denormalised-owner",
        "hand-assigned-key",
    ),
    *("redundant-column", "reference-table", "timestamp-names", "value-rename", "soft-delete"),
)
CASES = sorted(
    path.parent
    for rule in RULES
    for path in GOLDEN.glob(f"{rule}/*/fixer.toml")
    if (path.parent / "wanted").is_dir()
)
LOSSY = ("json-column", "timetz-column", "redundant-column", "value-rename")
"""They change values, or cannot bring them back, and say so."""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_case_is_proved_with_rows(case: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(case, project, ignore=shutil.ignore_patterns("wanted", "answers.txt"))
    rows = ("--rows", "0" if case.parent.name in LOSSY else "10")

    done = fixer(project, "verify", *rows, "--now", "2026-01-02T03:04:05Z")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_update_that_is_shown_for_large_tables_fills_all_that_can_be_filled_and_ends(
    tmp_path: Path, server: Postgres
) -> None:
    case = GOLDEN / "denormalised-owner/messages"
    up = (case / "wanted/supabase/migrations/20260102030405_owner_messages.sql").read_text()
    shown = re.search(r"have a value: (UPDATE .*?), in a transaction each", up)
    assert shown is not None
    tables = (
        "CREATE TABLE sessions (id int PRIMARY KEY, user_id int); INSERT INTO sessions VALUES (1, 7), (2, NULL);"
        "CREATE TABLE messages (session_id int, user_id int); INSERT INTO messages SELECT n % 2 + 1 FROM generate_series(1, 40) n;"
    )
    with server.database() as url:
        server.psql(url, tables)
        some = f"WITH done AS ({shown[1].replace('LIMIT 10000', 'LIMIT 8')} RETURNING 1) SELECT count(*) FROM done"
        numbers = [int(server.psql(url, some)) for _round in range(5)]
        left = server.psql(url, "SELECT session_id, count(*) FROM messages WHERE user_id IS NULL GROUP BY 1")

    assert numbers == [8, 8, 4, 0, 0]
    assert left.split() == ["2|20"]
