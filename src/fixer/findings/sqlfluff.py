"""sqlfluff's JSON: files, each with its violations.

Lines and columns count from 1, in characters. Its offsets count characters too, but of a text whose CRLF it has
turned into LF: they are not used.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.findings.document import Document, Item
from fixer.findings.file_text import UnreadableError
from fixer.findings.report import Report

TOOL = "sqlfluff"
NAME = "sqlfluff"
LOOKS_LIKE = "sqlfluff lint --dialect postgres --format json"
LISTS = ("violations",)

_PARSE_ERROR = "PRS"


def recognises(document: Document) -> bool:
    return any({"filepath", "violations"} <= item.value.keys() for item in document.first)


def reports(document: Document, item: Item) -> Iterator[Report | UnreadableError]:
    """Raises UnreadableError for a file that is not sqlfluff's."""
    path = document.expect(item, "filepath", str, required=True)
    violations = document.inside(item, "violations")
    return document.each(violations, lambda violation: _report(document, violation, path))


def _report(document: Document, violation: Item, path: str | None) -> Report:
    name = document.expect(violation, "name", str)
    rule = document.expect(violation, "code", str, required=True) or ""
    warns = violation.value.get("warning") is True
    return Report(
        source=TOOL,
        rule=rule,
        message=document.expect(violation, "description", str) or "",
        level="error" if rule == _PARSE_ERROR and not warns else "warning",
        path=path,
        line=_first(document, violation, "start_line_no", "line_no"),
        column=_first(document, violation, "start_line_pos", "line_pos"),
        end_line=document.count(violation, "end_line_no", 1),
        data={"name": name} if name else {},
    )


def _first(document: Document, item: Item, *keys: str) -> int | None:
    """The place, under its name of today or of sqlfluff 2."""
    return next((found for key in keys if (found := document.count(item, key, 1)) is not None), None)
