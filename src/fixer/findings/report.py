"""What a tool reported, before anybody believes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fixer.model import Location
from fixer.sql.script import Lines


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
    """In characters; None where the tool counts otherwise or does not say."""
    byte_column: int | None = None
    """UTF-8 bytes in the line before the place."""
    utf16_column: int | None = None
    """UTF-16 code units in the line before the place."""
    offset: int | None = None
    """Characters in the file before the place."""
    end_line: int | None = None
    end_byte_column: int | None = None
    statement: str = ""
    """How the statement begins that the report is about, where that is all that it says of the place."""
    target: str = ""
    kind: str | None = None
    schema: str | None = None
    table: str | None = None
    name: str | None = None
    args: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str | None = None
    """SQL that the report suggests."""
    suggestion_problem: str = ""
    """Why nothing came of what the report suggests, and in which line it stands."""
    in_prose: bool = False
    """It comes from a document that a person wrote: what it names and wants has still to be told."""
    aside: str = ""
    """Why this is not meant to be acted on: it is praise, or general advice."""
    candidates: tuple[str, ...] = ()
    """Names in the report's words that may be its object, the likeliest first."""
    problem: str = ""
    """Why the report could not be read; then nothing else in it counts."""

    @property
    def has_place(self) -> bool:
        """Whether the report says more than a line: a column, or an offset."""
        places = (self.column, self.byte_column, self.utf16_column, self.offset)
        return any(place is not None for place in places)

    def location(self, lines: Lines) -> Location | None:
        """The report's place in its file; None where it gives none, or one that the file does not have."""
        if self.path is None or self.line is None or self.line > lines.count:
            return None
        start = lines.offset(self.line)
        line = lines.written(start)
        characters = (self.column or 1) - 1
        if self.byte_column is not None:
            characters = len(line.encode()[: self.byte_column].decode(errors="ignore"))
        elif self.utf16_column is not None:
            characters = len(line.encode("utf-16-le")[: 2 * self.utf16_column].decode("utf-16-le", "ignore"))
        characters = min(characters, len(line))
        return Location(self.path, self.line, characters + 1, start + characters)
