"""From what a report says about an object to the object of the catalog. Names in it are looked up, never believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Function, Schema
from fixer.findings.report import Report
from fixer.model import Location, ObjectRef
from fixer.planner.places import Places
from fixer.sql.parse import SqlSyntaxError, statement
from fixer.sql.types import data_type

_INSIDE = ("constraint", "policy", "trigger")


def described(report: Report) -> str:
    """What was tried, for people."""
    place = f"{report.path}:{report.line}" if report.path and report.line else report.path or ""
    return (
        " at ".join(part for part in (report.target, place) if part) or "this finding, which names no object"
    )


@dataclass(frozen=True)
class Resolver:
    """The catalog, and which statement of the input made what."""

    catalog: Catalog
    places: Places = field(default_factory=Places)

    def location(self, report: Report) -> Location | None:
        """Where the report points, under the input's own paths."""
        return self.places.location(report)

    def targets(self, report: Report) -> list[ObjectRef]:
        """The objects a report can mean, the likeliest first; none where nothing answers to it."""
        named = list(self._named(report))
        placed = list(self.places.objects(report))
        if not report.name and not report.table and placed:
            # a tool that says a table without its schema, and the statement: both have to agree
            agreed = [ref for ref in placed if ref in named]
            return list(dict.fromkeys([*agreed, *placed, *named]))
        return list(dict.fromkeys([*named, *placed]))

    def alike(self, report: Report, targets: Sequence[ObjectRef]) -> list[ObjectRef]:
        """All that the report means, of what it does not tell apart: the overloads of a function without arguments.

        Supabase tells them apart by the MD5 of their body, which overloads may share.
        """
        if not targets or targets[0].args is None or report.args is not None or "(" in report.target:
            return list(targets[:1])
        overloads = self.catalog.routines(targets[0].schema, targets[0].name)
        wanted = report.data.get("body_md5")
        named = [function for function in overloads if wanted and _body_hash(function) == wanted]
        return [function.ref for function in named or overloads]

    def written(self, text: str) -> list[ObjectRef]:
        """The objects that a name as people write it can mean."""
        return list(dict.fromkeys(self._written(text)))

    def _named(self, report: Report) -> Iterator[ObjectRef]:
        if report.name or report.table:
            yield from self._structured(report)
        if report.target:
            yield from self._written(report.target)
        for text in () if report.in_prose else report.candidates:
            yield from self._written(text)

    def _structured(self, report: Report) -> Iterator[ObjectRef]:
        name, table = report.name or "", report.table
        loose = report.source in _LOOSE
        if report.kind == "extension":
            ref = ObjectRef("extension", "", name)
            if self.catalog.get(ref) is not None:
                yield ref
            return
        for schema in self._schemas(report.schema):
            if table:
                for kind in _INSIDE:
                    for spelled in _spellings(table, loose):
                        ref = ObjectRef(kind, schema, name, spelled)
                        if self.catalog.get(ref) is not None:
                            yield ref
                yield from self._column(schema, table, name, loose)
                if not name:
                    yield from self._relation(schema, table, loose)
                continue
            if report.kind in (None, "", "function"):
                yield from self._functions(schema, name, report)
            if report.kind != "function":
                yield from self._relation(schema, name, loose)

    def _schemas(self, said: str | None) -> Sequence[str]:
        """The schema that was said; without one ``public`` first, then every other."""
        if said:
            return (said,)
        others = sorted(item.ref.name for item in self.catalog.objects(Schema) if item.ref.name != "public")
        return ("public", *others)

    def _functions(self, schema: str, name: str, report: Report) -> Iterator[ObjectRef]:
        overloads = self.catalog.routines(schema, name)
        wanted = report.data.get("body_md5")
        for function in overloads:
            if report.args is not None and not _same_arguments(function, report.args):
                continue
            if wanted and len(overloads) > 1 and _body_hash(function) != wanted:
                continue
            yield function.ref

    def _relation(self, schema: str, name: str, loose: bool = True) -> Iterator[ObjectRef]:
        for spelled in _spellings(name, loose):
            item = self.catalog.relation(schema, spelled)
            if item is not None and not isinstance(item, External):
                yield item.ref

    def _column(self, schema: str, table: str, name: str, loose: bool) -> Iterator[ObjectRef]:
        for spelled in _spellings(table, loose):
            owner = self.catalog.table(schema, spelled)
            for column in _spellings(name, loose) if owner is not None else ():
                if owner is None or owner.column(column) is None:
                    continue
                yield ObjectRef("column", schema, column, spelled)
                for constraint in self.catalog.children(owner.ref, Constraint):
                    if column in constraint.columns:
                        yield constraint.ref

    def _written(self, text: str) -> Iterator[ObjectRef]:
        """``schema.table.column`` and its like, as people write them; arguments in parentheses for a function."""
        bare, parenthesis, args = text.partition("(")
        parts = _parts(bare)
        if not parts:
            return
        if parenthesis:
            given = args.rstrip().removesuffix(")")
            for schema in self._schemas(parts[-2] if len(parts) > 1 else None):
                for function in self.catalog.routines(schema, parts[-1]):
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
            yield from self._structured(Report(source="", rule="", table=parts[0], name=parts[1]))
        if len(parts) == 1:
            for schema in self._schemas(None):
                yield from self._relation(schema, parts[0])
                yield from self._functions(schema, parts[0], Report(source="", rule=""))
        yield from self._unquoted(text)

    def _unquoted(self, text: str) -> Iterator[ObjectRef]:
        """``schema.table.policy name`` as written by tools that do not quote: the dots may be of the names."""
        if len(text) > _LONGEST:
            return
        dots = [found.start() for found in re.finditer(r"\.", text)]
        for first in dots:
            schema, rest = text[:first], text[first + 1 :]
            relation = self.catalog.relation(schema, rest)
            if relation is not None and not isinstance(relation, External):
                yield relation.ref
            for second in (dot - first - 1 for dot in dots if dot > first):
                table, name = rest[:second], rest[second + 1 :]
                if self.catalog.table(schema, table) is not None:
                    yield from self._structured(
                        Report(source="", rule="", schema=schema, table=table, name=name)
                    )


_LONGEST = 3 * 63 + 2
"""Three names of the length that PostgreSQL keeps (NAMEDATALEN - 1), and the dots between them, in bytes."""
_LOOSE = ("", "review")
"""Who writes names as people do; the other tools have them from a database."""


def _spellings(name: str, loose: bool) -> tuple[str, ...]:
    """A name as it is, in lower case, and ``userId`` as ``user_id``, as programs rename what they map."""
    if not loose:
        return (name,)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return tuple(dict.fromkeys((name, name.lower(), snake)))


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


_MODE = re.compile(r"(?:IN|INOUT|VARIADIC)\s+", re.IGNORECASE)


def _same_arguments(function: Function, given: str) -> bool:
    """Whether arguments as somebody wrote them, with names and modes or without, are the function's."""
    wanted = [str(kind) for kind in function.argument_types]
    written = [
        part for part in map(str.strip, _commas(given)) if part and not part.upper().startswith("OUT ")
    ]
    if "".join((function.ref.args or "").split()) == "".join(given.split()):
        return True
    return len(written) == len(wanted) and all(
        _is_type(_MODE.sub("", part, count=1), kind) for part, kind in zip(written, wanted, strict=True)
    )


def _is_type(written: str, kind: str) -> bool:
    if written == kind or written.endswith(f" {kind}"):
        return True
    candidates = (written, written.partition(" ")[2])
    return any(_type(text) == kind for text in candidates if text)


def _type(text: str) -> str | None:
    """A type as the catalog prints it: ``int`` is ``integer``."""
    try:
        _kind, node = statement(f"SELECT NULL::{text}")
        return str(data_type(node["targetList"][0]["ResTarget"]["val"]["TypeCast"]["typeName"]))
    except (SqlSyntaxError, ValueError, KeyError):
        return None


def _commas(text: str) -> Iterator[str]:
    """What stands between the commas that no parenthesis holds."""
    depth, current = 0, ""
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield current
            current = ""
        else:
            current += letter
    yield current


def _body_hash(function: Function) -> str:
    return hashlib.md5((function.body or "").encode(), usedforsecurity=False).hexdigest()
