"""fixer's own format: what any script can write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fixer.findings.document import Document, Item
from fixer.findings.file_text import UnreadableError
from fixer.findings.names import parts
from fixer.findings.report import Report

TOOL = "fixer"
NAME = "fixer's own JSON"
LOOKS_LIKE = 'a list, JSON Lines or {"version": 1, "findings": […]} of {"source", "rule", "target", …}'
LISTS = {
    "migrations": "fixes",
    "ways_back": "fixes",
    "edits": "",
    "satisfied": "",
    "refusals": "",
    "ignored": "",
}
"""Where a plan has its findings: the list, and what its entries have them in."""

_VERSION = 1
_KEYS = frozenset(
    {"source", "rule", "path", "line", "column", "target", "message", "level", "data", "suggestion"}
)
_REQUIRED = ("source", "rule")
_LEVELS = ("error", "warning", "info")


def recognises(document: Document) -> bool:
    """Raises FixerError for a version that is not known."""
    if document.wrapper == "findings":
        _check(document)
        return True
    if document.csv or document.wrapper is not None:
        return False
    return any("rule" in item.value or _is_plan(item) for item in document.first)


def _check(document: Document) -> None:
    version = document.members.get("version")
    unknown = set(document.members) - {"version"}
    if isinstance(version, bool) or version != _VERSION:
        raise document.error(0, f'expected "version": {_VERSION}')
    if unknown:
        raise document.error(0, f'{json.dumps(min(unknown))} is not known beside "version" and "findings"')


def _is_plan(item: Item) -> bool:
    return {"migrations", "satisfied", "refusals"} <= item.value.keys()


def reports(document: Document, item: Item) -> Iterator[Report | UnreadableError]:
    """Raises UnreadableError for a key that is not known, missing or of another type."""
    if not _is_plan(item):
        yield _report(document, item)
        return
    for name, within in LISTS.items():
        for entry in document.inside(item, name):
            for outer in document.inside(entry, within) if within else (entry,):
                findings = document.inside(outer, "findings")
                foreign = (
                    one for one in findings if one.value.get("source") != "fixer"
                )  # its own are found again
                yield from document.each(foreign, lambda one: _report(document, one))


def _report(document: Document, item: Item) -> Report:
    for key in item.value:
        if key not in _KEYS:
            message = f"{json.dumps(key)} is not known in a finding"
            raise document.unreadable(
                document.place(item, key), message, f"known are: {', '.join(sorted(_KEYS))}"
            )
    for key in _REQUIRED:
        document.expect(item, key, str, required=True)
    if item.value.get("path") is None:  # what names a place need not name an object
        document.expect(item, "target", str, required=True)
    if item.text("rule") is None:
        raise document.unreadable(document.place(item, "rule"), 'expected "rule" to name a rule')
    level = document.expect(item, "level", str) or "warning"
    if level not in _LEVELS:
        place = document.place(item, "level")
        raise document.unreadable(place, f'expected "level" to be one of {", ".join(_LEVELS)}')
    target = document.expect(item, "target", str) or ""
    named = parts(target)
    data: Mapping[str, Any] = document.expect(item, "data", dict) or {}
    return Report(
        source=document.expect(item, "source", str) or "",
        rule=item.value["rule"],
        message=document.expect(item, "message", str) or "",
        level=level,
        path=document.expect(item, "path", str),
        line=document.count(item, "line", 1),
        column=document.count(item, "column", 1),
        target=target,
        kind="function" if named and named.args is not None else None,
        schema=named.schema if named else None,
        table=named.table if named else None,
        name=named.name if named else None,
        args=named.args if named else None,
        data=data,
        suggestion=document.expect(item, "suggestion", str),
    )
