"""Drizzle's ``meta/_journal.json``: which files are migrations, in which order; read and added to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from fixer.layouts.base import line_at, location
from fixer.model import Edit, FixerError
from fixer.values import Value

VERSION = "7"  # what drizzle-kit 0.21 to 0.31 writes for PostgreSQL
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]')


class Entry(Value, frozen=True):
    """One migration: ``when`` in milliseconds since 1970, ``tag`` the file's name without ``.sql``."""

    idx: int
    when: int
    tag: str
    start: int
    """Where the entry stands in the journal, in characters."""
    end: int


class Journal(Value, frozen=True):
    path: str
    text: str
    entries: tuple[Entry, ...]
    inside: int
    """Where the text between the brackets of ``entries`` begins."""
    closing: int
    """Where the closing bracket stands."""


def empty() -> str:
    """A journal without entries, as drizzle-kit writes it."""
    return json.dumps({"version": VERSION, "dialect": "postgresql", "entries": []}, indent=2)


def read(path: str, text: str) -> Journal:
    """The journal in ``text``. Raises FixerError with the place where it is malformed."""
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise FixerError(
            f"Drizzle's journal is not JSON: {error.msg}",
            location(path, text, error.pos),
            line_at(text, error.pos),
        ) from None
    listed = tree.get("entries") if isinstance(tree, dict) else None
    if not isinstance(listed, list):
        raise FixerError(
            "Drizzle's journal has no list of entries", location(path, text, 0), line_at(text, 0)
        )
    inside, closing, spans = _spans(text)
    entries = []
    for index, value in enumerate(listed):
        start, end = spans[index] if len(spans) == len(listed) else (inside, closing)
        wrong = _wrong(value)
        if wrong:
            raise FixerError(
                f"entry {index} of Drizzle's journal {wrong}",
                location(path, text, start),
                line_at(text, start),
            )
        entries.append(Entry(value["idx"], value["when"], value["tag"], start, end))
    return Journal(path, text, tuple(entries), inside, closing)


def _wrong(value: Any) -> str:
    if not isinstance(value, dict):
        return "is not an object"
    for key, kind in (("idx", int), ("when", int), ("tag", str)):
        if not isinstance(value.get(key), kind) or isinstance(value[key], bool):
            return f'has no {"text" if kind is str else "whole number"} for "{key}"'
    return ""


def _spans(text: str) -> tuple[int, int, list[tuple[int, int]]]:
    """Where the array ``entries`` of a valid journal begins and ends inside its brackets, and its objects."""
    depth, key, inside, start = 0, "", -1, 0
    spans: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(text):
        mark = match.group()
        if mark in "{[":
            depth += 1
            if depth == 2 and mark == "[" and key == '"entries"':
                inside, spans = match.end(), []
            elif depth == 3 and inside >= 0 and mark == "{":
                start = match.start()
        elif mark in "}]":
            if depth == 3 and inside >= 0 and mark == "}":
                spans.append((start, match.end()))
            if depth == 2 and inside >= 0:
                return inside, match.start(), spans
            depth -= 1
        elif depth == 1:
            key = mark
    raise AssertionError("a journal with entries has an array for them")


def added(journal: Journal, new: Sequence[tuple[int, int, str]]) -> Edit:
    """The insertion that adds entries (idx, when, tag) in the journal's own formatting and key order."""
    if journal.entries:
        last = journal.entries[-1]
        template = journal.text[last.start : last.end]
        lead = journal.entries[-2].end if len(journal.entries) > 1 else journal.inside
        gap = journal.text[lead : last.start].replace(",", "", 1)
        text = "".join(f",{gap}{_filled(template, *entry)}" for entry in new)
        return Edit(journal.path, last.end, "", text)
    blank = {"idx": 0, "version": VERSION, "when": 0, "tag": "", "breakpoints": True}
    newline = "\r\n" if "\r\n" in journal.text else "\n"
    template = json.dumps(blank, indent=2).replace("\n", f"{newline}    ")
    listed = ",".join(f"{newline}    {_filled(template, *entry)}" for entry in new)
    return Edit(
        journal.path, journal.inside, journal.text[journal.inside : journal.closing], f"{listed}{newline}  "
    )


def _filled(template: str, idx: int, when: int, tag: str) -> str:
    """An entry like ``template``, with other values."""
    values = {"idx": idx, "version": VERSION, "when": when, "tag": tag, "breakpoints": True}
    for key, value in values.items():
        old = re.search(rf'"{key}"\s*:\s*("(?:[^"\\]|\\.)*"|[^\s,}}]+)', template)
        if old:
            template = (
                template[: old.start(1)] + json.dumps(value, ensure_ascii=False) + template[old.end(1) :]
            )
    return template
