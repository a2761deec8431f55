"""What a tool reported, before anybody believes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fixer.model import Location


@dataclass(frozen=True, slots=True)
class Report:
    """One finding in its tool's own terms. Every text in it may be hostile: it is carried, never run.

    ``kind``, ``schema``, ``table``, ``name`` and ``args`` say which object is meant, as far as the report
    tells; the names are bare, without quotes. ``args`` are a function's arguments as the tool wrote them
    (with argument names, perhaps). ``target`` is the object as the tool wrote it, for people. ``data`` has
    whatever else the report says.
    """

    source: str
    rule: str
    """The rule in the tool's own spelling."""
    message: str = ""
    level: str = "warning"
    """error, warning or info."""
    path: str | None = None
    line: int | None = None
    """Counts from 1, as ``column`` does."""
    column: int | None = None
    """In characters; None where the tool counts bytes (``byte_column``) or does not say."""
    byte_column: int | None = None
    """UTF-8 bytes in the line before the place."""
    end_line: int | None = None
    end_byte_column: int | None = None
    target: str = ""
    kind: str | None = None
    schema: str | None = None
    table: str | None = None
    name: str | None = None
    args: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str | None = None
    """SQL that the report suggests."""


class Lines:
    """The lines of one file, in which reports have their places."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str):
        self._text = text
        self._starts = [0, *(feed.end() for feed in re.finditer("\n", text))]

    def location(self, report: Report) -> Location | None:
        """The report's place; None where it gives none, or one that the text does not have."""
        if report.path is None or report.line is None or report.line > len(self._starts):
            return None
        start = self._starts[report.line - 1]
        feed = self._text.find("\n", start)
        line = self._text[start : feed if feed >= 0 else len(self._text)]
        characters = (report.column or 1) - 1
        if report.byte_column is not None:
            characters = len(line.encode()[: report.byte_column].decode(errors="ignore"))
        characters = min(characters, len(line))
        return Location(report.path, report.line, characters + 1, start + characters)
