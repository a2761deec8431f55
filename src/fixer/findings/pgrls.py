"""pgrls's JSON. Its locations are ``schema.table`` or ``schema.table.policy name``, never quoted: the catalog tells."""

from __future__ import annotations

from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "pgrls"
NAME = "pgrls"
LOOKS_LIKE = "pgrls lint --format json"

_DATA = {"SEC042": {"grantee": "anon"}}
"""What a rule says of every object, by its meaning."""
_LEVELS = {"error": "error", "warning": "warning", "info": "info"}


def recognises(document: Document) -> bool:
    if document.wrapper != "violations":
        return False
    return not document.first or any("rule_id" in item.value for item in document.first)


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for an item that is no violation."""
    title = document.expect(item, "title", str)
    rule = document.expect(item, "rule_id", str, required=True) or ""
    report = Report(
        source=TOOL,
        rule=rule,
        message=document.expect(item, "message", str) or title or "",
        level=document.level(item, "severity", _LEVELS, "warning"),
        target=document.expect(item, "location", str) or "",
        data=({"title": title} if title else {}) | _DATA.get(rule, {}),
    )
    return (report,)
