"""pgrubic's violations as a JSON list: lines and columns from 1, in characters, some at the end of the statement."""

from __future__ import annotations

from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "pgrubic"
NAME = "pgrubic"
LOOKS_LIKE = "a list of its violations: rule_code, line_number, column_offset, source_file, …"
LISTS = ()

_FILES = ("source_file", "file", "path")


def recognises(document: Document) -> bool:
    return any({"rule_code", "line_number"} <= item.value.keys() for item in document.first)


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for an item that is no violation."""
    help_ = document.expect(item, "help", str)
    name = document.expect(item, "rule_name", str)
    path = next((text for key in _FILES if (text := document.expect(item, key, str))), None)
    report = Report(
        source=TOOL,
        rule=document.expect(item, "rule_code", str, required=True) or "",
        message=document.expect(item, "description", str) or "",
        path=path,
        line=document.count(item, "line_number", 1),
        column=document.count(item, "column_offset", 1) if item.value.get("column_offset") else None,
        data={key: text for key, text in (("name", name), ("help", help_)) if text},
    )
    return (report,)
