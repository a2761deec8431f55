"""Where the findings of a file stand: it is JSON, JSON Lines, or CSV with a header."""

from __future__ import annotations

from typing import Any

from fixer.findings import json_text
from fixer.findings.csv_text import records
from fixer.findings.document import Document, ItemList
from fixer.model import FixerError

_WRAPPERS = ("findings", "results", "lints", "diagnostics", "violations")
"""Keys under which tools put the list of items."""
_PLAN = "migrations"
"""What only a plan of fixer has: it is one item."""
_OUTER = "runs"
"""SARIF's list of objects which hold such a list each."""


def document(path: str, text: str) -> Document:
    """Takes the text apart. Raises FixerError for what is neither JSON, JSON Lines nor CSV with a header."""
    whole = Document(path, text)
    start = json_text.skip(text, 0)
    if text[start : start + 1] == "[":
        return Document(path, text, lists=(ItemList(start, {}),))
    if text[start : start + 1] == "{":
        try:
            return _object(whole, start)
        except FixerError as error:
            line = error.location.line if error.location else 0
            if line != whole.lines.location(start).line or json_text.next_object(text, start) is None:
                raise
            return Document(path, text, lines_start=start)  # one bad line among others
    if start == len(text):
        raise whole.error(0, "the file is empty", hint="no findings are written as []")
    titles = next((row for _offset, row in records(whole, header=True)), [])
    return Document(path, text, members=dict.fromkeys(titles), csv=True)


def _object(whole: Document, start: int) -> Document:
    """An object around one or more lists of items, or the items themselves as JSON Lines."""
    members: dict[str, Any] = {}
    wrapped: list[tuple[str, tuple[ItemList, ...]]] = []
    position = json_text.skip(whole.text, start + 1)
    while True:
        if whole.text[position : position + 1] == "}":
            break
        key, inside = json_text.key_at(whole, position)
        opening = whole.text[inside : inside + 1]
        if opening == "[" and key in _WRAPPERS and not wrapped and _PLAN not in members:
            wrapped.append((key, (ItemList(inside, members),)))
            end = json_text.end_of_list(whole, inside)
        elif opening == "[" and key == _OUTER and not wrapped:
            lists, end = _runs(whole, inside)
            wrapped.append((key, lists))
        else:
            members[key], end = json_text.decode(whole, inside)
        position = json_text.next_member(whole, end, "}")
    end = position + 1
    more = json_text.skip(whole.text, end) < len(whole.text)
    if wrapped and not more:
        key, lists = wrapped[0]
        return Document(whole.path, whole.text, key, members, lists=lists)
    return Document(whole.path, whole.text, lines_start=start)


def _runs(whole: Document, start: int) -> tuple[tuple[ItemList, ...], int]:
    """SARIF's runs: the list of results of each, and where the list of runs ends."""
    lists: list[ItemList] = []
    position = json_text.skip(whole.text, start + 1)
    while whole.text[position : position + 1] != "]":
        members: dict[str, Any] = {}
        if whole.text[position : position + 1] != "{":
            raise whole.error(position, "expected an object with one run")
        inside = json_text.skip(whole.text, position + 1)
        while whole.text[inside : inside + 1] != "}":
            key, value = json_text.key_at(whole, inside)
            if key == "results" and whole.text[value : value + 1] not in ("[", "n"):
                raise whole.error(value, 'expected "results" to be a list')
            if key == "results" and whole.text[value : value + 1] == "[":
                lists.append(ItemList(value, members))
                end = json_text.end_of_list(whole, value)
            else:
                members[key], end = json_text.decode(whole, value)
            inside = json_text.next_member(whole, end, "}")
        position = json_text.next_member(whole, inside + 1, "]")
    return tuple(lists), position + 1
