"""Tables whose foreign keys go round in a circle and may not be NULL: no row of one can be there before a row of the other.

One statement makes a row of each: what it refers to is looked for when it ends (PostgreSQL documentation, CREATE TABLE,
DEFERRABLE; 7.8.4 Data-Modifying Statements in WITH).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import Value
from fixer.verify.connection import Connection
from fixer.verify.values import Slot, shown

Place = tuple[ObjectRef, str]
"""A table and the name of a column."""
_Row = Mapping[ObjectRef, Mapping[str, str]]
"""For each table of a circle: column -> value, as it goes into a statement."""
BATCH = 500
"""How many rows go in together."""


class Circle(Value, frozen=True):
    """Tables that need each other, or one that needs itself."""

    tables: tuple[Table, ...]
    keys: frozenset[ObjectRef]
    """The foreign keys that tie them."""
    same: Mapping[Place, Place]
    """Each column of these, at either end -> the one that stands for all that have the same value."""

    def value(self, table: ObjectRef, column: str) -> Place:
        """What a column's value is known by."""
        return self.same.get((table, column), (table, column))


NO_CIRCLE = Circle((), frozenset(), {})


def circles(needed: Mapping[Table, Iterable[Constraint]]) -> list[Circle]:
    """The circles among tables, given the foreign keys that each cannot leave NULL; those that others need come first."""
    by_ref = {table.ref: table for table in needed}
    keys = {
        table.ref: [(far, key) for key in found if (far := _far(key)) in by_ref]
        for table, found in needed.items()
    }
    reached = {ref: _reached(ref, keys) for ref in by_ref}
    groups = {
        frozenset(other for other in reached[ref] if ref in reached[other])
        for ref in sorted(by_ref, key=target)
        if ref in reached[ref]
    }
    return [
        _circle([by_ref[ref] for ref in sorted(group, key=target)], keys)
        for group in sorted(
            groups, key=lambda group: (len(reached[min(group, key=target)]), sorted(map(target, group)))
        )
    ]


def _far(key: Constraint) -> ObjectRef | None:
    return key.references._replace(kind="table") if key.references else None


_Keys = Mapping[ObjectRef, Sequence[tuple[ObjectRef, Constraint]]]
"""The foreign keys of each table, with the table at the far end."""


def _reached(ref: ObjectRef, keys: _Keys) -> frozenset[ObjectRef]:
    """The tables that one needs, at however many removes; itself only where it is in a circle."""
    found: set[ObjectRef] = set()
    open_ = [ref]
    while open_:
        new = {far for far, _key in keys[open_.pop()]} - found
        found |= new
        open_ += new
    return frozenset(found)


def _circle(tables: Sequence[Table], keys: _Keys) -> Circle:
    refs = {table.ref for table in tables}
    own = [(ref, far, key) for ref in sorted(refs, key=target) for far, key in keys[ref] if far in refs]
    same: dict[Place, Place] = {}
    for ref, far, key in own:
        for mine, theirs in zip(key.columns, key.referenced_columns, strict=False):
            one, other = (same.setdefault(place, place) for place in ((ref, mine), (far, theirs)))
            same.update({place: other for place, root in same.items() if root == one})
    return Circle(tuple(tables), frozenset(key.ref for _ref, _far, key in own), same)


def fill_at_once(
    connection: Connection, circle: Circle, slots: Mapping[ObjectRef, Sequence[Slot]], number: int
) -> tuple[int, psycopg.Error | None]:
    """How many rows each table of a circle has got of the ``number`` wanted, and an error where some were refused."""
    row = _maker(circle, slots)
    done, error = 0, None
    for first in range(0, number, BATCH):
        rows = [row(wanted) for wanted in range(first, min(first + BATCH, number))]
        made, refused = _insert(connection, rows)
        done, error = done + made, refused or error
        if not made:
            break
    return done, error


def _maker(circle: Circle, slots: Mapping[ObjectRef, Sequence[Slot]]) -> Callable[[int], _Row]:
    """What makes the n-th row of each table: where several slots give one value, that with the fewest does."""
    source: dict[Place, tuple[Slot, int]] = {}
    listed = [(ref, slot) for ref, found in slots.items() for slot in found]
    for ref, slot in sorted(listed, key=lambda one: one[1].count):
        for at, name in enumerate(slot.columns):
            source.setdefault(circle.value(ref, name), (slot, at))
    wanted = {
        table.ref: {
            column.name: source[value]
            for column in table.columns
            if not column.generated and (value := circle.value(table.ref, column.name)) in source
        }
        for table in circle.tables
    }
    return lambda number: {
        ref: {name: shown(slot.make(number % slot.count)[at]) for name, (slot, at) in columns.items()}
        for ref, columns in wanted.items()
    }


def _insert(connection: Connection, rows: Sequence[_Row]) -> tuple[int, psycopg.Error | None]:
    """How many rows went into each table; each by itself where they do not go in together."""
    try:
        with connection.transaction():
            connection.execute(_statement(rows).encode())
        return len(rows), None
    except psycopg.Error as error:
        if connection.broken:
            raise
        if len(rows) == 1:
            return 0, error
    tried = [_insert(connection, [row]) for row in rows]
    return sum(made for made, _error in tried), next(
        (error for _made, error in tried if error is not None), None
    )


def _statement(rows: Sequence[_Row]) -> str:
    """What makes them, all at once."""
    parts = []
    for number, (table, columns) in enumerate(rows[0].items()):
        names = ", ".join(map(identifier, columns))
        values = ", ".join(f"({', '.join(row[table].values())})" for row in rows)
        inserted = f"INSERT INTO {target(table)} ({names}) OVERRIDING SYSTEM VALUE VALUES {values}"  # noqa: S608  quoted
        parts.append(f"t{number} AS ({inserted})")
    return f"WITH {', '.join(parts)} SELECT"


def ordered(catalog: Catalog) -> list[Table]:
    """Tables after those that they refer to, where there is such an order."""
    tables = [table for table in catalog.objects(Table) if table.persistence != "t"]
    by_ref = {table.ref: table for table in tables}
    found: dict[ObjectRef, Table] = {}

    def visit(table: Table, above: frozenset[ObjectRef]) -> None:
        if table.ref in found or table.ref in above:
            return
        keys = sorted(
            (c for c in catalog.children(table.ref, Constraint) if c.type == "f"), key=lambda c: c.ref.name
        )
        for key in keys:
            needed = by_ref.get(key.references._replace(kind="table")) if key.references else None
            if needed is not None:
                visit(needed, above | {table.ref})
        found[table.ref] = table

    for table in tables:
        visit(table, frozenset())
    return list(found.values())
