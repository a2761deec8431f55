"""Names of tables and columns in the configuration that the schema has not are told, at their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from e2e.tools import fixer, write

SCHEMA = (
    "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, title text);\n"
    "CREATE INDEX by_title ON notes (title);\n"
    "CREATE FUNCTION total(a bigint) RETURNS bigint LANGUAGE sql AS 'SELECT a';\n"
)


def warnings(folder: Path, config: str) -> list[tuple[str, int, str]]:
    write(folder, {"migrations/000001_schema.up.sql": SCHEMA, "fixer.toml": config})
    done = fixer(folder, "plan", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    found = [entry for entry in json.loads(done.stdout)["diagnostics"] if entry["level"] == "warning"]
    return [(entry["path"], entry["line"], entry["message"]) for entry in found]


@pytest.mark.parametrize(
    ("rule", "option", "key", "nearest"),
    [
        ("rls-disabled", "owner", "public.nots", "public.notes"),
        ("rls-disabled", "owner", "note", "notes"),
        ("rls-without-policy", "owner", "by_title", ""),
        ("missing-comment", "text", "notes.titel", "notes.title"),
        ("missing-comment", "text", "function totl(bigint)", ""),
    ],
)
def test_a_name_that_nothing_has_is_a_warning(tmp_path, rule, option, key, nearest):
    hint = f"; did you mean {nearest}?" if nearest else ""

    assert warnings(tmp_path, f'# ours\n[rules.{rule}.{option}]\n"{key}" = "user_id"\n') == [
        ("fixer.toml", 3, f"[rules.{rule}.{option}]: nothing in the schema is called {key}{hint}")
    ]


@pytest.mark.parametrize(
    ("rule", "option", "key"),
    [
        ("rls-disabled", "owner", "notes"),
        ("rls-disabled", "owner", "public.notes"),
        ("missing-comment", "text", "notes.title"),
        ("missing-comment", "text", "public.total(bigint)"),
        ("missing-comment", "text", "function total(bigint)"),
        ("missing-comment", "text", "index by_title"),
    ],
)
def test_a_name_that_is_there_is_none(tmp_path, rule, option, key):
    assert warnings(tmp_path, f'[rules.{rule}.{option}]\n"{key}" = "user_id"\n') == []
