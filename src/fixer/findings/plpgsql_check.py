"""plpgsql_check's JSON, which ``supabase db lint`` prints: functions with issues, numbers as strings, no signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.findings.document import Document, Item
from fixer.findings.file_text import UnreadableError
from fixer.findings.report import Report

TOOL = "plpgsql_check"
NAME = "plpgsql_check"
LOOKS_LIKE = "supabase db lint -o json, or plpgsql_check_function(…, format => 'json')"
LISTS = ("issues",)

_LEVELS = {"error": "error", "warning": "warning", "warning extra": "warning", "performance": "info"}
_LINE = re.compile(r"[0-9]{1,9}")
_LEVELS |= {"security": "warning", "compatibility": "warning", "notice": "info"}


def recognises(document: Document) -> bool:
    return any({"function", "issues"} <= item.value.keys() for item in document.first)


def reports(document: Document, item: Item) -> Iterator[Report | UnreadableError]:
    """Raises UnreadableError for a function that is none."""
    function = document.expect(item, "function", str, required=True) or ""
    return document.each(document.inside(item, "issues"), lambda issue: _report(document, issue, function))


def _report(document: Document, issue: Item, function: str) -> Report:
    statement = document.object(issue, "statement")
    facts = {
        "body_line": _number(statement.value.get("lineNumber")),
        "statement": document.expect(statement, "text", str),
        "query": document.expect(document.object(issue, "query"), "text", str),
        "hint": document.expect(issue, "hint", str),
    }
    return Report(
        source=TOOL,
        rule=document.expect(issue, "sqlState", str) or document.expect(issue, "level", str) or "",
        message=document.expect(issue, "message", str) or "",
        level=document.level(issue, "level", _LEVELS, "warning"),
        target=function,
        kind="function",
        data={key: value for key, value in facts.items() if value},
    )


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | str) and _LINE.fullmatch(str(value)) else None
