"""pgfence's JSON: files with checks. No lines: the place is where the statement's text is found.

pgfence cuts the statement out by byte offsets taken for character offsets (0.1.5): where the text is found, counted
in characters, is where the statement begins, counted in bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.findings.document import Document, Item
from fixer.findings.file_text import UnreadableError
from fixer.findings.report import Report

TOOL = "pgfence"
NAME = "pgfence"
LOOKS_LIKE = "pgfence analyze --output json"
LISTS = ("checks", "policyViolations")

_LEVELS = {"SAFE": "info", "LOW": "warning", "MEDIUM": "warning", "HIGH": "error", "CRITICAL": "error"}
_COLUMN = re.compile(r'^(?:Column|ADD COLUMN) "((?:[^"]|"")+)" (?:uses|with type)')
"""How a message begins that is about the type of a column; its table stands beside it."""


def recognises(document: Document) -> bool:
    return any({"filePath", "checks"} <= item.value.keys() for item in document.first)


def reports(document: Document, item: Item) -> Iterator[Report | UnreadableError]:
    """Raises UnreadableError for a file that is not pgfence's."""
    path = document.expect(item, "filePath", str, required=True)
    for key in LISTS:
        yield from document.each(document.inside(item, key), lambda check: _report(document, check, path))


def _report(document: Document, check: Item, path: str | None) -> Report:
    rewrite = document.object(check, "safeRewrite")
    steps = document.expect(rewrite, "steps", list) or []
    advice = document.expect(rewrite, "description", str)
    message = document.expect(check, "message", str) or ""
    table = document.expect(check, "tableName", str) or ""
    column = _COLUMN.search(message)
    return Report(
        source=TOOL,
        rule=document.expect(check, "ruleId", str, required=True) or "",
        message=message,
        level=document.level(check, "risk", _LEVELS, "LOW") if "risk" in check.value else "error",
        path=path,
        statement=document.expect(check, "statement", str) or "",
        target=table,
        table=table if column else None,
        name=column[1].replace('""', '"') if column else None,
        data={"advice": advice, "steps": [str(step) for step in steps]} if advice else {},
    )
