"""squawk's JSON reporter. It names places, never objects: the statement there has to tell the object."""

from __future__ import annotations

from typing import Any

from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "squawk"
NAME = "squawk"
LOOKS_LIKE = "squawk --reporter json"
LISTS = ()

_LEVELS = {"Error": "error", "Warning": "warning"}


def recognises(document: Document) -> bool:
    return document.wrapper is None and any(
        {"rule_name", "file"} <= item.value.keys() for item in document.first
    )


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for an item that is not squawk's."""
    return (_version_1(document, item) if "messages" in item.value else _version_2(document, item),)


def _version_2(document: Document, item: Item) -> Report:
    """Lines count from 0, columns are UTF-8 bytes from 0."""
    line, end_line = document.count(item, "line", 0), document.count(item, "line_end", 0)
    help_ = document.expect(item, "help", str)
    return Report(
        **_common(document, item),
        message=document.expect(item, "message", str) or "",
        line=None if line is None else line + 1,
        byte_column=document.count(item, "column", 0),
        end_line=None if end_line is None else end_line + 1,
        end_byte_column=document.count(item, "column_end", 0),
        data={"help": help_} if help_ else {},
    )


def _version_1(document: Document, item: Item) -> Report:
    """Lines count from 1, and say where the statement before has ended, not where this one begins.

    ``column`` counts the line feeds there; it is no column.
    """
    line = document.count(item, "line", 0)
    notes: list[str] = []
    helps: list[str] = []
    for message in document.expect(item, "messages", list) or []:
        for kind, text in message.items() if isinstance(message, dict) else ():
            (helps if kind == "Help" else notes).append(str(text))
    return Report(
        **_common(document, item),
        message=" ".join(notes),
        line=None if line is None else max(line, 1),
        end_line=None if line is None else max(line, 1) + 1,
        data={"help": " ".join(helps)} if helps else {},
    )


def _common(document: Document, item: Item) -> dict[str, Any]:
    return {
        "source": "squawk",
        "rule": document.expect(item, "rule_name", str, required=True),
        "level": document.level(item, "level", _LEVELS, "Warning"),
        "path": document.expect(item, "file", str, required=True),
    }
