"""postgres-language-server's JSON: ``check`` says places (from 1, in characters), ``dblint`` only what is wrong.

``dblint`` runs Supabase's lints: of these the message has the names, each in backticks, and they are read as Supabase's.
"""

from __future__ import annotations

import re

from fixer.findings import supabase
from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "postgres-language-server"
NAME = "postgres-language-server"
LOOKS_LIKE = "postgres-language-server check (or dblint) --reporter=json --max-diagnostics=none"
LISTS = ()

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
    if category.startswith(_SPLINTER):
        return (_of_supabase(document, item, category),)
    where = document.object(item, "location")
    start, end = document.object(where, "start"), document.object(where, "end")
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


_SPLINTER = "splinter/"
_NAMED = re.compile(r"\\?`(.*?)\\?`", re.DOTALL)
_FOR = re.compile(r" for role .* for action ", re.DOTALL)


def _of_supabase(document: Document, item: Item, category: str) -> Report:
    """One of Supabase's lints: an object with its schema, or one inside of it, or an extension."""
    message = document.expect(item, "message", str) or ""
    rule = re.sub(r"(?<!^)(?=[A-Z])", "_", category.rpartition("/")[2]).lower()
    names = _NAMED.findall(message)
    owner = next((name for name in names if "." in name), "")
    schema, inside = owner.partition(".")[0], [name for name in names if name != owner]
    data = {"category": category}
    if _FOR.search(message) and len(inside) >= 2:
        data |= {"role": inside[0], "action": inside[1]}
        inside = []
    extension = "extension" in rule and inside
    within = [f"{owner}.{name}" for name in inside] + [f"{schema}.{name}" for name in inside]
    candidates = () if extension or not owner else (*within, owner)
    return Report(
        source=supabase.TOOL,
        rule=rule,
        message=message.replace("\\`", "`"),
        level=document.level(item, "severity", _LEVELS, "warning"),
        kind="extension" if extension else None,
        name=inside[0] if extension else None,
        target=inside[0] if extension else next(iter(candidates), ""),
        candidates=candidates[1:],
        data=data,
    )
