"""From what a report says about an object to the object of the catalog. Names in it are looked up, never believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Function
from fixer.findings.report import Report
from fixer.model import ObjectRef
from fixer.sql.script import Lines

Extents = Mapping[str, Sequence[tuple[int, int, tuple[ObjectRef, ...]]]]


def described(report: Report) -> str:
    """What was tried, for people."""
    place = f"{report.path}:{report.line}" if report.path else ""
    return (
        " at ".join(part for part in (report.target, place) if part) or "this finding, which names no object"
    )


@dataclass(frozen=True)
class Resolver:
    """The catalog, and which statement of the input made what."""

    catalog: Catalog
    extents: Extents = field(default_factory=dict)
    lines: Mapping[str, Lines] = field(default_factory=dict)

    def targets(self, report: Report) -> list[ObjectRef]:
        """The objects a report can mean, the likeliest first; none where nothing answers to it."""
        return list(dict.fromkeys([*self._named(report), *self._placed(report)]))

    def _named(self, report: Report) -> Iterator[ObjectRef]:
        if report.name or report.table:
            yield from self._structured(report)
        if report.target:
            yield from self._written(report.target)

    def _structured(self, report: Report) -> Iterator[ObjectRef]:
        schema, name, table = report.schema or "public", report.name or "", report.table
        if table:
            for kind in ("constraint", "policy", "trigger"):
                ref = ObjectRef(kind, schema, name, table)
                if self.catalog.get(ref) is not None:
                    yield ref
            yield from self._column(schema, table, name)
            if not name:
                yield from self._relation(schema, table)
            return
        if report.kind in (None, "", "function"):
            yield from self._functions(schema, name, report)
        yield from self._relation(schema, name)

    def _functions(self, schema: str, name: str, report: Report) -> Iterator[ObjectRef]:
        overloads = self.catalog.routines(schema, name)
        wanted = report.data.get("body_md5")
        for function in overloads:
            if report.args is not None and function.ref.args != report.args:
                continue
            if wanted and len(overloads) > 1 and _body_hash(function) != wanted:
                continue
            yield function.ref

    def _relation(self, schema: str, name: str) -> Iterator[ObjectRef]:
        item = self.catalog.relation(schema, name)
        if item is not None and not isinstance(item, External):
            yield item.ref

    def _column(self, schema: str, table: str, name: str) -> Iterator[ObjectRef]:
        owner = self.catalog.table(schema, table)
        if owner is not None and owner.column(name) is not None:
            yield ObjectRef("column", schema, name, table)
            for constraint in self.catalog.children(owner.ref, Constraint):
                if name in constraint.columns:
                    yield constraint.ref

    def _written(self, text: str) -> Iterator[ObjectRef]:
        """``schema.table.column`` and its like, as people write them; arguments in parentheses for a function."""
        bare, parenthesis, args = text.partition("(")
        parts = _parts(bare)
        if not parts:
            return
        if parenthesis:
            schema, name = (parts[-2] if len(parts) > 1 else "public"), parts[-1]
            given = args.rstrip(") ")
            for function in self.catalog.routines(schema, name):
                if _same_arguments(function, given):
                    yield function.ref
            return
        if len(parts) >= 3:
            yield from self._structured(
                Report(source="", rule="", schema=parts[-3], table=parts[-2], name=parts[-1])
            )
        if len(parts) == 2:
            yield from self._relation(parts[0], parts[1])
            yield from self._functions(parts[0], parts[1], Report(source="", rule=""))
            inside = Report(source="", rule="", schema="public", table=parts[0], name=parts[1])
            yield from self._structured(inside)
        if len(parts) == 1:
            yield from self._relation("public", parts[0])
            yield from self._functions("public", parts[0], Report(source="", rule=""))

    def _placed(self, report: Report) -> Iterator[ObjectRef]:
        """By position: what the statement at that line changed."""
        path = report.path
        if path is None or report.line is None:
            return
        for known in self.extents:
            if known == path or known.endswith(f"/{path}") or path.endswith(f"/{known}"):
                place = report.location(self.lines[known])
                offset = place.offset if place else -1
                for start, end, changed in self.extents[known]:
                    if start <= offset <= end or self.lines[known].location(start).line == report.line:
                        yield from changed
                        return


def _parts(text: str) -> list[str]:
    """The parts of a dotted name, quoted ones unquoted."""
    parts, current, quoted = [], "", False
    for letter in text.strip():
        if letter == '"':
            quoted = not quoted
        elif letter == "." and not quoted:
            parts.append(current)
            current = ""
        else:
            current += letter
    return [part for part in [*parts, current] if part]


def _same_arguments(function: Function, given: str) -> bool:
    return "".join((function.ref.args or "").split()) == "".join(given.split())


def _body_hash(function: Function) -> str:
    return hashlib.md5((function.body or "").encode(), usedforsecurity=False).hexdigest()
