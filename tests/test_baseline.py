"""The baseline: what is in it, what stays of it, and that a broken one is never read as an empty one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixer.baseline import Entry, Scope, default_reason, entries, read, record, stale, written
from fixer.model import (
    Edit,
    FileEdit,
    Finding,
    Fix,
    FixerError,
    Ignored,
    Migration,
    ObjectRef,
    Plan,
    PlannedMigration,
    Refusal,
    Satisfied,
)


def finding(key: str) -> Finding:
    rule, _, name = key.partition(":")
    return Finding(rule, "fixer", rule, ObjectRef("table", "public", name), "m", key)


def entry(key: str, reason: str = "today") -> Entry:
    rule, _, name = key.partition(":")
    return Entry(key, rule, f"public.{name}", reason)


def plan(mended=(), edited=(), refused=(), satisfied=(), ignored=()) -> Plan:
    fixes = tuple(Fix(finding(key), "t", "w", "s", findings=(finding(key),)) for key in mended)
    return Plan(
        migrations=(PlannedMigration(Migration("m", (), (), fixes), ()),) if fixes else (),
        edits=tuple(FileEdit("p", "r", (finding(key),), (Edit("p", 0, "", "x"),)) for key in edited),
        refusals=tuple(Refusal(finding(key), "data", "r") for key in refused),
        satisfied=tuple(Satisfied(finding(key), "b") for key in satisfied),
        ignored=tuple(Ignored(finding(key), "w") for key in ignored),
    )


def keys(listed) -> list[str]:
    return [item.key for item in listed]


def test_what_is_written_is_read_back_sorted(tmp_path):
    path = tmp_path / "baseline.json"
    path.write_text(written([entry("r:b", "Größe"), entry("r:a")]))

    assert read(path) == {"r:a": "today", "r:b": "Größe"}
    assert [(e.key, e.line) for e in entries(path)] == [("r:a", 5), ("r:b", 11)]
    assert json.loads(path.read_text())["version"] == 1


def test_no_file_is_no_entries(tmp_path):
    assert read(tmp_path / "none.json") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "baseline.json:1:1: not valid JSON: Expecting value"),
        (b'{"version": 1,\n "findings": [,]}', "baseline.json:2:15: not valid JSON: Expecting value"),
        (b"[]", 'baseline.json:1:1: a baseline is {"version": 1, "findings": […]}'),
        (b'{"findings": []}', "baseline.json:1:1: a baseline of version None: this fixer reads version 1"),
        (
            b'{\n"version": 2, "findings": []}',
            "baseline.json:2:1: a baseline of version 2: this fixer reads version 1",
        ),
        (
            b'{"version": 1, "findings": [{"key": "a"}]}',
            "baseline.json:1:1: finding 1 needs key, rule, target and reason",
        ),
        (
            b'{"version": 1, "findings": [\n{"key": "a", "rule": "r", "target": "t", "reason": 1}]}',
            "baseline.json:2:1: finding 1 needs key, rule, target and reason",
        ),
        (b'{"version": 1,\n"\xff"}', "baseline.json:2:1: not UTF-8"),
        (b"[" * 100_000, "baseline.json:1:1: not a baseline: it is nested too deeply"),
    ],
)
def test_a_broken_baseline_is_an_error_with_its_place(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    Path("baseline.json").write_bytes(text)

    with pytest.raises(FixerError) as caught:
        read(Path("baseline.json"))

    assert str(caught.value).startswith(message)


def test_what_would_be_mended_or_is_refused_is_recorded_and_nothing_else():
    today = plan(mended=["r:a"], edited=["r:b"], refused=["r:c"], satisfied=["r:d"], ignored=["r:e"])

    recorded = record(today, [], "today")

    assert recorded.entries == (entry("r:a"), entry("r:b"), entry("r:c"))
    assert (keys(recorded.added), recorded.gone) == (["r:a", "r:b", "r:c"], ())


def test_a_reason_that_was_given_stays_and_what_is_gone_is_reported():
    old = [entry("r:a", "known"), entry("r:z", "known too")]

    recorded = record(plan(mended=["r:a", "r:b"]), old, "today")

    assert recorded.entries == (entry("r:a", "known"), entry("r:b", "today"))
    assert (keys(recorded.added), keys(recorded.gone)) == (["r:b"], ["r:z"])


@pytest.mark.parametrize(
    "scope", [Scope(select=("q",)), Scope(ignore=("r",)), Scope(ignore=("r:z",)), Scope(only=("q:a",))]
)
def test_an_entry_that_the_run_did_not_look_at_stays(scope):
    recorded = record(plan(mended=["q:a"]), [entry("r:z", "known")], "today", scope)

    assert keys(recorded.entries) == ["q:a", "r:z"]
    assert recorded.gone == ()
    assert stale(plan(mended=["q:a"]), [entry("r:z")], Path("b.json"), scope) == ()


def test_entries_that_match_nothing_are_told_and_those_that_do_are_not():
    listed = [entry("r:a"), entry("r:b"), entry("r:z")]

    notes = stale(plan(ignored=["r:a"], satisfied=["r:b"]), listed, Path("b.json"), Scope())

    assert [(n.level, str(n.location), n.message.split(" is ")[0]) for n in notes] == [
        ("info", "b.json:1:1", "r:z")
    ]


def test_the_default_reason_has_the_day():
    assert "2026-01-02" in default_reason(datetime(2026, 1, 2, tzinfo=UTC))
