"""What a file does in a transaction that nobody ends is gone when it has run: its way back has nothing of it to undo."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write
from postgres import Postgres

ADD = "ALTER TABLE t ADD a int;"
CASES = {  # path, text, what the way back holds, and what it does not
    "all of it": ("m/2_b.up.sql", f"BEGIN;\n{ADD}", "line 1 is a BEGIN without COMMIT", "DROP COLUMN"),
    "after SET": ("m/2_b.up.sql", f"SET lock_timeout = '1s';\nBEGIN;\n{ADD}", "line 2 is a BEGIN", "DROP COLUMN"),
    "a part of it": ("m/2_b.up.sql", f"ALTER TABLE t ADD b int;\nCOMMIT;\nBEGIN;\n{ADD}", "DROP COLUMN b", "DROP COLUMN a"),
    "with its COMMIT": ("m/2_b.up.sql", f"BEGIN;\n{ADD}\nCOMMIT;", "DROP COLUMN a", "BEGIN without"),
    "where the tool ends it": ("m/2_b.sql", f"-- +goose Up\nBEGIN;\n{ADD}", "DROP COLUMN a", "BEGIN without"),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_the_way_back_undoes_what_stays_of_a_file_that_leaves_its_transaction_open(
    what, tmp_path, server: Postgres
):
    path, text, held, not_held = CASES[what]
    write(tmp_path, {"m/1_a.up.sql": "CREATE TABLE t ();", "m/1_a.down.sql": "DROP TABLE t;", path: text})

    done = fixer(tmp_path, "down", "m", "--dry-run", "--server", server.url.format("postgres"))

    assert done.returncode == 0, done.stderr
    assert held in done.stdout
    assert not_held not in done.stdout


def test_what_comes_after_it_meets_a_schema_without_it(tmp_path):
    write(
        tmp_path,
        {
            "1_a.up.sql": "CREATE TABLE t ();",
            "2_b.up.sql": f"BEGIN;\n{ADD}",
            "3_c.up.sql": "ALTER TABLE t ADD a text;",
        },
    )

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    assert "DROP COLUMN a" in (tmp_path / "3_c.down.sql").read_text()
