"""Two databases object by object: what is equal, what is not, and what of that replay had announced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import psycopg
from fidelity_inventory import inventory

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Grant, Object, Table, View
from fixer.ddl.texts.held_texts import with_held
from fixer.model import ObjectRef
from fixer.replay import Replayed
from fixer.sql import parse
from fixer.sql.array_casts import cast_by_element
from fixer.sql.quote import target
from fixer.sql.script import clean
from fixer.values import replace
from fixer.verify.moments import Span, moment

_WORD = re.compile(r"\w+|[+\-*/<>=~!@#%^&|`?]+")
_QUOTED = re.compile(r'"([^"]*)"|\btype (\S+)(?: does not exist)?$')
_NULL = re.compile(r"(?<=[(\s])NULL::[\w. ]+(?=[,)])")
_HEAD = frozenset(
    ["CREATE", "OR", "REPLACE", "ALTER", "ADD", "TABLE", "ONLY", "INDEX", "UNIQUE", "VIEW", "MATERIALIZED", "FUNCTION",
     "TRIGGER", "POLICY", "CONSTRAINT", "ON", "PARTITION", "OF", "FOREIGN", "KEY", "CHECK", "PRIMARY", "TYPE", "DOMAIN",
     "AS", "COMMENT", "COLUMN", "USING", "PUBLIC", "GRANT", "TO", "SELECT", "FROM", "."]
)  # fmt: skip
_CALLED = re.compile(r"(?:[^(]*\.)?(\w+)\([^)]*\), which is called,")
_SAID = re.compile(r"\b\w+\.(\w+)\b")
_ANYTHING = re.compile(r"put together then|may have changed anything|is not read|makes other characters")
"""Diagnostics of what cannot be told: it may have changed what its text does not name."""


@dataclass(frozen=True)
class Difference:
    """An object that the two databases do not have alike; ``announced`` where replay had said so."""

    what: str
    name: str
    detail: str
    announced: bool = False


@dataclass(frozen=True)
class Comparison:
    """All of it; ``count`` are the objects that either database has."""

    count: int
    differences: tuple[Difference, ...]

    @property
    def silent(self) -> tuple[Difference, ...]:
        """Those that nobody had announced."""
        return tuple(found for found in self.differences if not found.announced)

    @property
    def announced(self) -> tuple[Difference, ...]:
        """Those that replay had announced as not modelled."""
        return tuple(found for found in self.differences if found.announced)


def contents(connection: psycopg.Connection, since: datetime) -> dict[Any, Any]:
    """Every object by its name: those of the catalog, and what there is besides them. What was read from 'now' since that
    moment is the word.
    """
    span = Span(since, moment(connection))
    items = span.written(introspect(connection)).objects()
    found: dict[Any, Any] = {
        item.ref: with_held(_by_grantee(item), lambda held: _untyped(held.text)) for item in items
    }
    return found | {name: _untyped(span.in_words(text)) for name, text in inventory(connection).items()}


def _by_grantee(item: Object) -> Object:
    """The object with its privileges by role: what takes default privileges has them by the roles' OIDs (aclitemsort in acl.c),
    which no file tells, and the order has no meaning.
    """
    if isinstance(item, Table):
        columns = tuple(
            replace(column, identity=replace(column.identity, grants=_listed(column.identity.grants)))
            if column.identity is not None
            else column
            for column in item.columns
        )
        item = replace(item, columns=columns)
    return replace(item, grants=_listed(item.grants))


def _listed(grants: tuple[Grant, ...] | None) -> tuple[Grant, ...] | None:
    return grants and tuple(sorted(grants, key=lambda grant: (grant.columns, grant.grantee)))


def _untyped(text: str) -> str:
    """What pg_dump loses, too: a row has a NULL of no type for an attribute that its type got later, which nothing can say, and
    casts of arrays are taken to their elements.
    """
    return _NULL.sub("NULL", text) if "ROW(" in text else cast_by_element(text)


def compare(
    original: Mapping[Any, Any],
    copy: Mapping[Any, Any],
    baseline: Mapping[Any, Any],
    replayed: Replayed,
    refused: Iterable[tuple[str, str]] = (),
) -> Comparison:
    """Compares what two databases contain; ``baseline`` is what was there before, and does not count.

    ``refused`` are the printed statements that went wrong, with the reason: one that names what is not modelled
    (a collation) makes what it would have created, and all that needs that, not modelled too.
    """
    announced = _Announced(replayed)
    for sql, reason in refused:
        announced.follow(sql, reason)
    names = [
        name
        for name in dict.fromkeys((*original, *copy))
        if not (name in baseline and original.get(name) == baseline[name] == copy.get(name))
    ]
    found = []
    for name in names:
        one, other = original.get(name), copy.get(name)
        if one != other:
            detail = _detail(one, other)
            what, shown = (name.kind, target(name)) if isinstance(name, ObjectRef) else name
            if isinstance(name, ObjectRef) and name.kind in ("constraint", "trigger", "policy"):
                shown = f"{name.name} on {target(ObjectRef('table', name.schema, name.table or ''))}"
            table = getattr(one or other, "table", None)
            known = announced.covers(name, detail, table.name if isinstance(table, ObjectRef) else None)
            found.append(Difference(what, shown, detail, known or _lost_by_dumps(one, detail)))
    return Comparison(len(names), tuple(found))


def _lost_by_dumps(one: Any, detail: str) -> bool:
    """What nothing can say, so that pg_dump loses it too: a column that a parent got later stands behind an heir's own, and a
    NATURAL outer join of tables that shared nothing is ON TRUE, for which ON (true) has to do.
    """
    if isinstance(one, View):
        was, _became, now = detail.removeprefix("query: ").partition(" became ")
        return detail.startswith("query: ") and was.replace("ON TRUE", "ON (true)") == now
    return (
        isinstance(one, Table)
        and bool(one.inherits)
        and re.match(r"columns are in another order[^;]*\Z", detail) is not None
    )


def _detail(one: Any, other: Any) -> str:
    if one is None:
        return "only in the copy"
    if other is None:
        return "missing in the copy"
    if isinstance(one, str):
        return f"{one!r} became {other!r}"
    if isinstance(one, Table) and isinstance(other, Table) and one.columns != other.columns:
        return "; ".join((*_columns(one, other), *_fields(one, other, {"columns"})))
    return "; ".join(_fields(one, other, set()))


def _fields(one: Any, other: Any, without: set[str]) -> Iterable[str]:
    for field in fields(one):
        was, now = getattr(one, field.name), getattr(other, field.name, None)
        if field.compare and field.name not in without and was != now:
            yield f"{field.name}: {was!r} became {now!r}"


def _columns(one: Table, other: Table) -> Iterable[str]:
    before, after = ({column.name: column for column in table.columns} for table in (one, other))
    for name, column in before.items():
        if name not in after:
            yield f"column {name} is missing"
        elif column != after[name]:
            yield f"column {name}: " + ", ".join(_fields(column, after[name], set()))
    yield from (f"column {name} is new" for name in after if name not in before)
    if [*before] != [*after] and {*before} == {*after}:
        yield f"columns are in another order: {', '.join(before)} became {', '.join(after)}"


class _Announced:
    """Which objects replay had said it may be wrong about: those that the statements in question name."""

    def __init__(self, replayed: Replayed):
        self.words: set[str] = set()
        self.anything = self.privileges = False
        pieces = {path: (clean(text), _slices(text)) for path, text in replayed.files.items()}
        for diagnostic in replayed.diagnostics:
            place = diagnostic.location
            if diagnostic.level != "warning" or place is None:
                continue
            text, slices = pieces[place.path]
            piece = next((p for p in slices if p.start <= place.offset < p.stop), None)
            if "DEFAULT PRIVILEGES" in diagnostic.message:
                self.privileges = True
            elif _ANYTHING.search(diagnostic.message):
                self.anything = True
            elif piece is not None:
                self.words.update(_WORD.findall(text[piece].lower()))
                self.words.update(_SAID.findall(diagnostic.message.lower()))
                if called := _CALLED.match(diagnostic.message):
                    self._made_by(called[1], pieces.values())

    def _made_by(self, routine: str, pieces: Iterable[tuple[str, tuple[slice, ...]]]) -> None:
        """Takes in what the code of a routine names: what calls it does not."""
        created = re.compile(
            rf"\s*CREATE\b.*?\b(FUNCTION|PROCEDURE)\s+(\w+\.)?{re.escape(routine)}\b", re.I | re.S
        )
        for text, slices in pieces:
            for piece in slices:
                if created.match(text, piece.start, piece.stop):
                    self.words.update(_WORD.findall(text[piece].lower()))

    def follow(self, sql: str, reason: str) -> None:
        """Takes in what a statement would have made, where the reason for its failing was announced."""
        named = " ".join(quoted or bare for quoted, bare in _QUOTED.findall(reason))
        if set(_WORD.findall(named.lower())) & self.words - {"public"}:
            head = _WORD.findall(sql.partition("(")[0].lower())
            self.words.update(word for word in head if word.upper() not in _HEAD)

    def covers(self, name: Any, detail: str, table: str | None = None) -> bool:
        """Whether a difference on an object of that name, of that table, was announced."""
        if self.anything:
            return True
        if isinstance(name, ObjectRef):
            parts = (part for part in (name.name, name.table, table) if part)
            named = {word for part in parts for word in _WORD.findall(part.lower())}
            grants = all(part.startswith("grants:") for part in detail.split("; "))
            privileges = grants or name.kind == "default privileges"
        else:
            kind, identity = name
            named = set(_WORD.findall(identity.lower()))
            privileges = kind == "default privileges"
        return (self.privileges and privileges) or bool(named & self.words)


def _slices(text: str) -> tuple[slice, ...]:
    return parse.slices(clean(text))
