"""postgres-language-server's JSON: ``check`` says places (from 1, in characters), ``dblint`` only what is wrong."""

from __future__ import annotations

from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "postgres-language-server"
NAME = "postgres-language-server"
LOOKS_LIKE = "postgres-language-server check --reporter=json --max-diagnostics=none"

_LEVELS = {
    "fatal": "error",
    "error": "error",
    "warning": "warning",
    "information": "info",
    "info": "info",
    "hint": "info",
}


def recognises(document: Document) -> bool:
    return document.wrapper == "diagnostics"


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for a diagnostic that is none."""
    category = document.expect(item, "category", str, required=True) or ""
    where = Item(item.offset, document.expect(item, "location", dict) or {})
    start, end = (Item(item.offset, document.expect(where, key, dict) or {}) for key in ("start", "end"))
    report = Report(
        source=TOOL,
        rule=category.rpartition("/")[2],
        message=document.expect(item, "message", str) or "",
        level=document.level(item, "severity", _LEVELS, "warning"),
        path=document.expect(where, "path", str),
        line=document.count(start, "line", 1),
        column=document.count(start, "column", 1),
        end_line=document.count(end, "line", 1),
        data={"category": category},
    )
    return (report,)
