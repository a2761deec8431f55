"""From a place in a file to what the statement there changed, and back. Paths in reports are compared, never opened."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.findings.report import Report
from fixer.model import Finding, Location, ObjectRef
from fixer.sql.parse import Offsets, SqlSyntaxError, statement
from fixer.sql.script import Lines, clean

Extent = tuple[int, int, tuple[ObjectRef, ...]]
_COPY = re.compile(r"\bfrom\s+stdin\b", re.IGNORECASE)
Extents = Mapping[str, Sequence[Extent]]


def place(finding: Finding, catalog: Catalog, lines: Mapping[str, Lines]) -> Location | None:
    """Where a finding is: where it was reported, else the statement that makes its object, else the one that makes its table.

    None where no file that was read makes it.
    """
    ref = finding.target
    if finding.location is not None or ref is None:
        return finding.location
    table = ObjectRef("table", ref.schema, ref.table) if ref.table else ref
    for one in (ref, table):
        made = catalog.get(one)
        if made is not None and made.origin is not None and made.origin.path in lines:
            return lines[made.origin.path].location(made.origin.start)
    return None


@dataclass(frozen=True)
class Places:
    """The files that were read, with the extent of each statement (start, end, what it changed), in order."""

    extents: Extents = field(default_factory=dict)
    lines: Mapping[str, Lines] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def known(self, path: str) -> str | None:
        """The file of the input that a report's path means; None where there is none, or where it may be several."""
        if path not in self._paths:
            self._paths[path] = self._match(path)
        return self._paths[path]

    @cached_property
    def _paths(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        return {path: [start for start, _end, _refs in listed] for path, listed in self.extents.items()}

    def _match(self, path: str) -> str | None:
        wanted = posixpath.normpath(path.replace("\\", "/"))
        if wanted in self.lines:
            return wanted
        while wanted.startswith("../"):
            wanted = wanted[3:]
        found = [
            known
            for known in self.lines
            if known == wanted
            or known.endswith(f"/{wanted}")
            or wanted.endswith(f"/{known.removeprefix('./')}")
        ]
        return found[0] if len(found) == 1 else None

    def location(self, report: Report) -> Location | None:
        """The report's place by line and character, under the path of the input."""
        if report.path is None:
            return None
        known = self.known(report.path)
        if known is None:
            return Location(report.path, report.line or 1, report.column or 1)
        lines = self.lines[known]
        offset = self._offset(report, known)
        if offset is None:
            return Location(known, report.line or 1, report.column or 1)
        return lines.location(offset)

    def missing(self, report: Report) -> str:
        """Which place the report says that its file does not have; empty where it has it, or none is said."""
        known = self.known(report.path) if report.path is not None else None
        if known is None or self._offset(report, known) is not None:
            return ""
        if report.line is not None:
            return f"{known} has no line {report.line}"
        if report.offset is not None:
            return f"{known} has no character {report.offset}"
        return f"{known} has no such statement" if report.statement else ""

    def _offset(self, report: Report, known: str) -> int | None:
        if report.line is not None:
            place = report.location(self.lines[known])
            return place.offset if place else None
        if report.offset is not None:
            return report.offset if report.offset <= len(self.files.get(known, "")) else None
        if report.statement:
            return _found(report.statement, self.files.get(known, ""))
        return None

    def objects(self, report: Report) -> Iterator[ObjectRef]:
        """What the statement at the report's place changed, a column that is written there first."""
        known = self.known(report.path) if report.path else None
        offset = self._offset(report, known) if known else None
        if known is None or offset is None:
            return
        if report.has_place or report.line is None:
            number = self._statement(known, offset)
            if number is not None:
                yield from self._changed(known, number, offset)
            return
        for number in self._on_line(known, offset):
            yield from self.extents[known][number][2]

    def _statement(self, known: str, offset: int) -> int | None:
        """The statement that an offset lies in; between two, the next one: comments stand above what they are about."""
        listed = self.extents.get(known, ())
        number = bisect_right(self._starts.get(known, []), offset) - 1
        if number >= 0 and offset <= listed[number][1]:
            return number
        if number >= 0 and self._is_data(known, listed[number], offset):
            return number
        between = self.files.get(known, "")[listed[number][1] + 1 if number >= 0 else 0 : offset]
        if number >= 0 and not between.strip() and "\n" not in between:
            return number  # blanks behind the semicolon
        return number + 1 if number + 1 < len(listed) else None

    def _is_data(self, known: str, before: Extent, offset: int) -> bool:
        """Whether rows for the COPY before stand there, which are nothing of the statement behind."""
        text, sql = self.files.get(known, ""), self._sql(known)
        blanked = text[offset : offset + 1].strip() and not sql[offset : offset + 1].strip()
        return bool(blanked and _COPY.search(sql, before[0], before[1]))

    def _sql(self, known: str) -> str:
        if known not in self._cleaned:
            self._cleaned[known] = clean(self.files.get(known, ""))
        return self._cleaned[known]

    @cached_property
    def _cleaned(self) -> dict[str, str]:
        return {}

    def _on_line(self, known: str, offset: int) -> Iterator[int]:
        """The statements that stand on a line; then the next, for tools that name the line where the last one ended."""
        listed = self.extents.get(known, ())
        end = offset + len(self.lines[known].written(offset))
        number = max(bisect_right(self._starts.get(known, []), offset) - 1, 0)
        while number < len(listed) and listed[number][0] <= end:
            if listed[number][1] >= offset:
                yield number
            number += 1
        if number < len(listed):
            yield number

    def _changed(self, known: str, number: int, offset: int) -> Iterator[ObjectRef]:
        start, end, refs = self.extents[known][number]
        tables = [ref for ref in refs if ref.kind == "table"]
        if len(tables) == 1 and (name := _column_at(self._sql(known)[start:end], offset - start)):
            yield ObjectRef("column", tables[0].schema, name, tables[0].name)
        yield from refs


def _found(text: str, content: str) -> int | None:
    """Where a statement begins whose text was cut out by byte offsets, which were taken for character offsets."""
    at = content.find(text)
    if at < 0:
        return None
    return at if content.isascii() else len(content.encode()[:at].decode(errors="ignore"))


def _column_at(sql: str, offset: int) -> str | None:
    """The column whose definition stands at a place of CREATE TABLE or ALTER TABLE."""
    if not re.search(r"\b(?:create|alter)\b", sql[:200], re.IGNORECASE):
        return None
    try:
        kind, node = statement(sql)
    except (SqlSyntaxError, ValueError):
        return None
    if kind == "CreateStmt":
        elements = node.get("tableElts", [])
    elif kind == "AlterTableStmt":
        elements = [command["AlterTableCmd"].get("def", {}) for command in node.get("cmds", [])]
    else:
        return None
    offsets = Offsets(sql)
    placed: list[tuple[int, str | None]] = []
    for element in elements:
        inner: dict[str, Any] = next(iter(element.values()), {}) if element else {}
        if "location" in inner:
            placed.append((offsets.char(inner["location"]), inner.get("colname")))
    before = [name for place, name in placed if place <= offset]
    return before[-1] if before else None
