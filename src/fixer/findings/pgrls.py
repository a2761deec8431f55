"""pgrls's JSON. Its locations are ``schema.table`` or ``schema.table.policy name``, never quoted: the catalog tells."""

from __future__ import annotations

import re
from dataclasses import replace

from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "pgrls"
NAME = "pgrls"
LOOKS_LIKE = "pgrls lint --format json"
LISTS = ()

_FORCED = {"forced": True}
"""pgrls finds a table wanting as long as its owner goes past row security (SEC002)."""
DATA = {"SEC042": {"grantee": "anon"}, "PERF004": {"aspect": "functions"}} | dict.fromkeys(
    ("SEC001", "SEC025", "SEC032", "SEC041", "SEC043", "SEC051"), _FORCED
)
"""What a rule says of every object, by its meaning, in whatever format it comes."""
_OF_COLUMNS = frozenset({"SEC030"})
"""Rules about columns, whose location is the table."""
_LEVELS = {"error": "error", "warning": "warning", "info": "info"}


def recognises(document: Document) -> bool:
    if document.wrapper != "violations":
        return False
    return not document.first or any("rule_id" in item.value for item in document.first)


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """One for each object. Raises UnreadableError for an item that is no violation."""
    title = document.expect(item, "title", str)
    rule = document.expect(item, "rule_id", str, required=True) or ""
    message = document.expect(item, "message", str) or title or ""
    location = document.expect(item, "location", str) or ""
    report = Report(
        source=TOOL,
        rule=rule,
        message=message,
        level=document.level(item, "severity", _LEVELS, "warning"),
        target=location,
        data=({"title": title} if title else {}) | DATA.get(rule, {}),
    )
    columns = _columns(message) if rule in _OF_COLUMNS else ()
    return tuple(replace(report, target=f"{location}.{name}") for name in columns) or (report,)


def _columns(message: str) -> tuple[str, ...]:
    """The columns that a message lists, as Python writes texts; the location is their table's."""
    listed = re.search(r"column\(s\) (.*?)\. A row", message, re.DOTALL)
    found = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", listed[1]) if listed else ()
    return tuple(re.sub(r"\\(.)", r"\1", single or double) for single, double in found)
