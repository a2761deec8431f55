"""squawk's findings stand where squawk found them, in every version of its JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fixer.findings import read
from fixer.model import FixerError
from fixer.sql.script import Lines

SAMPLES = Path(__file__).parent / "samples"
SQUAWK = Path(sys.executable).parent / "squawk"
# of 1.5.0, in its own tests
VERSION_1: list[dict[str, Any]] = [
    {
        "file": "main.sql",
        "line": 3,
        "column": 1,
        "level": "Warning",
        "messages": [
            {"Note": "Adding a NOT NULL field without a DEFAULT will fail for a populated table."},
            {"Help": "Make the field nullable or add a non-VOLATILE DEFAULT (Postgres 11+)."},
        ],
        "rule_name": "adding-required-field",
    },
    {
        "file": "bad.sql",
        "line": 0,
        "column": 0,
        "level": "Error",
        "messages": [{"Note": "syntax error"}, {"Help": "Modify your Postgres statement."}],
        "rule_name": "invalid-statement",
    },
]


def test_squawks_lines_from_0_become_lines_from_1() -> None:
    reports = read("s.json", (SAMPLES / "squawk.json").read_text())

    first, last = reports[0], reports[-2]

    assert (first.rule, first.level, first.path) == ("prefer-robust-stmts", "warning", "squawk.sql")
    assert (first.line, first.byte_column, first.end_line, first.end_byte_column) == (1, 0, 1, 28)
    assert (last.rule, last.line, last.byte_column, last.column) == ("ban-drop-column", 6, 27, None)
    assert (first.kind, first.schema, first.name, first.target) == (None, None, None, "")


def test_squawks_bytes_point_at_the_right_character() -> None:
    text = (SAMPLES / "squawk.sql").read_text()
    reports = read("s.json", (SAMPLES / "squawk.json").read_text())
    lines = Lines("squawk.sql", text)

    offsets = {report.rule: place.offset for report in reports if (place := report.location(lines))}

    assert text[offsets["ban-drop-column"] :].startswith('drop column "naïve"')
    assert text[offsets["constraint-missing-not-valid"] :].startswith("add constraint c")
    assert text[offsets["prefer-bigint-over-int"] :].startswith("int)")


def test_squawks_help_is_advice_and_no_sql() -> None:
    reports = read("s.json", (SAMPLES / "squawk.json").read_text())

    assert reports[0].data == {}
    assert reports[1].data == {"help": "Use 64-bit integer values instead to prevent hitting this limit."}
    assert {report.suggestion for report in reports} == {None}


@pytest.mark.skipif(not SQUAWK.exists(), reason="squawk-cli is not installed")
def test_the_sample_is_what_squawk_prints_today() -> None:
    printed = subprocess.run(
        [SQUAWK, "--reporter", "json", "squawk.sql"], cwd=SAMPLES, capture_output=True, text=True, check=False
    ).stdout

    assert read("now", printed) == read("then", (SAMPLES / "squawk.json").read_text())


def test_version_1_counts_lines_from_1_and_has_no_columns() -> None:
    """There a line is where the statement before has ended, and a column is none."""
    required, invalid = read("s.json", json.dumps(VERSION_1))

    assert (required.rule, required.line, required.column, required.byte_column) == (
        "adding-required-field",
        3,
        None,
        None,
    )
    assert required.message.startswith("Adding a NOT NULL field")
    assert required.data["help"].startswith("Make the field nullable")
    assert (invalid.rule, invalid.level, invalid.line) == ("invalid-statement", "error", 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"line": "1"}, '"line" to be a whole number'),
        ({"line": -1}, '"line" to be 0 or more'),
        ({"column": None, "file": None}, '"file" to be a string'),
        ({"rule_name": 5}, '"rule_name" to be a string'),
        ({"level": "Fatal"}, '"level" to be Error or Warning'),
        ({"messages": "x"}, '"messages" to be a list'),
    ],
)
def test_an_item_that_is_not_squawks_is_an_error_with_its_place(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(FixerError, match=message) as error:
        read("s.json", "[\n" + json.dumps(VERSION_1[0] | changes) + "]")

    assert str(error.value).startswith("s.json:2:")


def test_a_key_that_a_later_squawk_adds_is_no_error() -> None:
    assert read("s.json", json.dumps([VERSION_1[0] | {"url": "https://squawkhq.com"}]))
