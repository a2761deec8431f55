"""Of a migration's statements those are undone that stay: not what a ROLLBACK took back, and not what nobody commits."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write

from fixer.layouts.base import MigrationSource
from fixer.replay import steps
from fixer.way_back.staying import staying

CASES = {  # statements -> what stays, and what stays where the tool runs the file in a transaction
    "A; B": ("A B", "A B"),
    "BEGIN; A; COMMIT; B": ("A B", "A B"),
    "A; BEGIN; B; ROLLBACK; C": ("A C", "C"),
    "A; COMMIT; BEGIN; B; ROLLBACK; C": ("A C", "A C"),
    "BEGIN; A; BEGIN; B; COMMIT": ("A B", "A B"),
    "BEGIN; A": ("", "A"),
    "BEGIN; A; COMMIT AND CHAIN; B": ("A", "A B"),
    "BEGIN; A; ROLLBACK AND CHAIN; B; COMMIT": ("B", "B"),
    "BEGIN; A; PREPARE TRANSACTION 'p'; B": ("A B", "A B"),
    "BEGIN; A; SAVEPOINT s; B; ROLLBACK TO s; C; ROLLBACK TO s; D; COMMIT": ("A D", "A D"),
    "BEGIN; SAVEPOINT s; A; SAVEPOINT t; B; ROLLBACK TO s; C; COMMIT": ("C", "C"),
    "BEGIN; A; SAVEPOINT s; B; SAVEPOINT s; C; ROLLBACK TO s; RELEASE s; COMMIT": ("A B", "A B"),
    "A; ROLLBACK": ("A", ""),
}


@pytest.mark.parametrize("text", CASES)
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_stays_of_a_file(text, wrapped):
    written = "; ".join(f"SELECT '{part}'" if len(part) == 1 else part for part in text.split("; "))
    (step,) = steps([MigrationSource("1", "1", "1.sql", written)])

    kept = " ".join(ran.sql[len("SELECT '")] for ran in staying(step.statements, wrapped))

    assert kept == CASES[text][wrapped]


def test_rows_that_are_rolled_back_are_not_deleted(tmp_path):
    insert = "INSERT INTO t VALUES ({});"
    made = f"BEGIN;\n{insert.format(1)}\nROLLBACK;\n{insert.format(2)}\n"
    write(
        tmp_path,
        {
            "m/1_a.up.sql": "CREATE TABLE t (a int PRIMARY KEY);",
            "m/1_a.down.sql": "DROP TABLE t;",
            "m/2_b.up.sql": made,
        },
    )

    assert fixer(tmp_path, "down").returncode == 0
    down = (tmp_path / "m/2_b.down.sql").read_text()
    assert ("2" in down, "DELETE FROM t WHERE a = 1" in down) == (True, False)
