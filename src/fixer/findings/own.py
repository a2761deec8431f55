"""fixer's own format: what any script can write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fixer.findings.document import Document, Item
from fixer.findings.names import parts
from fixer.findings.report import Report

NAME = "fixer's own JSON"
LOOKS_LIKE = 'a list, JSON Lines or {"version": 1, "findings": […]} of {"source", "rule", "target", …}'

_VERSION = 1
_KEYS = frozenset(
    {"source", "rule", "path", "line", "column", "target", "message", "level", "data", "suggestion"}
)
_REQUIRED = ("source", "rule", "target")
_LEVELS = ("error", "warning", "info")


def recognises(document: Document) -> bool:
    if document.wrapper == "findings":
        return True
    return (
        not document.csv and document.wrapper is None and any("rule" in item.value for item in document.items)
    )


def reports(document: Document) -> tuple[Report, ...]:
    """Raises FixerError for a key that is not known, missing or of another type."""
    if document.wrapper:
        version = document.members.get("version")
        unknown = set(document.members) - {"version"}
        if isinstance(version, bool) or version != _VERSION:
            raise document.error(0, f'expected "version": {_VERSION}')
        if unknown:
            raise document.error(
                0, f'{json.dumps(min(unknown))} is not known beside "version" and "findings"'
            )
    return tuple(_report(document, item) for item in document.items)


def _report(document: Document, item: Item) -> Report:
    for key in item.value:
        if key not in _KEYS:
            message = f"{json.dumps(key)} is not known in a finding"
            raise document.error(document.place(item, key), message, f"known are: {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        document.expect(item, key, str, required=True)
    if item.text("rule") is None:
        raise document.error(document.place(item, "rule"), 'expected "rule" to name a rule')
    level = document.expect(item, "level", str) or "warning"
    if level not in _LEVELS:
        place = document.place(item, "level")
        raise document.error(place, f'expected "level" to be one of {", ".join(_LEVELS)}')
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
