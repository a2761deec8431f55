"""Drizzle's journal grows by what is new and keeps its own face."""

from __future__ import annotations

import json

import pytest

from fixer.diff import apply_edits
from fixer.layouts import journal

ENTRY = """\
{
      "idx": 0,
      "version": "7",
      "when": 5,
      "tag": "0000_a",
      "breakpoints": true
    }"""
KIT = '{\n  "version": "7",\n  "dialect": "postgresql",\n  "entries": [\n    ' + ENTRY + "\n  ]\n}"
NEW = (1, 9, "0001_größe")

SHAPES = {
    "drizzle-kit": KIT,
    "a final newline": KIT + "\n",
    "CRLF": KIT.replace("\n", "\r\n"),
    "tabs": KIT.replace("  ", "\t"),
    "minified": json.dumps(json.loads(KIT), separators=(",", ":")),
    "one line": json.dumps(json.loads(KIT)),
    "two entries": KIT.replace(ENTRY, f"{ENTRY},\n    {ENTRY}"),
    "a blank before the comma": KIT.replace(ENTRY, f"{ENTRY} ,\n    {ENTRY}"),
    "another key order": '{"entries":[{"tag":"0000_a","breakpoints":false,"when":5,"idx":0,"version":"5"}]}',
    "more keys": '{"x":{"entries":[{"idx":8}]},"entries":'
    '[{"idx":0,"note":"a } ] \\" b","when":5,"tag":"0000_a","more":{"deep":[1]}}]}',
    "empty, as drizzle-kit writes it": journal.empty(),
    "empty with a blank": '{"entries": [ ]}',
    "empty over two lines": '{\n  "entries": [\n  ]\n}\n',
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
def test_entries_are_added_and_nothing_else_changes(text: str) -> None:
    log = journal.read("m/meta/_journal.json", text)
    edit = journal.added(log, [NEW, (2, 10, '0002_"b"')])
    after = apply_edits(text, [edit])

    before, tree = json.loads(text), json.loads(after)
    assert tree["entries"][: len(before["entries"])] == before["entries"]
    added = tree["entries"][len(before["entries"]) :]
    assert [(entry["idx"], entry["when"], entry["tag"]) for entry in added] == [NEW, (2, 10, '0002_"b"')]
    assert {**tree, "entries": []} == {**before, "entries": []}
    assert after.startswith(text[: edit.offset])
    assert after.endswith(text[edit.offset + len(edit.old) :])
    assert edit.old.strip() == ""


def test_a_new_entry_looks_like_those_before() -> None:
    edit = journal.added(journal.read("j", KIT), [NEW])

    assert apply_edits(KIT, [edit]) == KIT.replace(
        ENTRY,
        f"{ENTRY},\n    "
        + ENTRY.replace('"idx": 0', '"idx": 1')
        .replace('"when": 5', '"when": 9')
        .replace("0000_a", "0001_größe"),
    )


def test_an_empty_journal_is_filled_as_drizzle_kit_would() -> None:
    edit = journal.added(journal.read("j", journal.empty()), [(0, 5, "0000_a")])

    assert apply_edits(journal.empty(), [edit]) == KIT


def test_version_and_breakpoints_are_those_of_today() -> None:
    """An entry that an old drizzle-kit wrote is no model for these."""
    text = SHAPES["another key order"]
    edit = journal.added(journal.read("j", text), [NEW])

    assert edit.new == ',{"tag":"0001_größe","breakpoints":true,"when":9,"idx":1,"version":"7"}'
