"""The tables that hold rows, as they are now. Those of a partitioned table are in its partitions, and may move between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.values import Value
from fixer.verify.connection import Connection, run

_TABLES = """
SELECT c.oid::bigint, n.nspname, c.relname, c.relkind = 'p', i.inhparent::bigint, a.attnum, a.attname, a.attgenerated <> '',
       coalesce(a.attnum = ANY (k.conkey), false), a.atttypid::bigint, pg_catalog.format_type(a.atttypid, NULL),
       CASE y.typtype WHEN 'e' THEN 'text' WHEN 'd' THEN pg_catalog.format_type(y.typbasetype, NULL) ELSE pg_catalog.format_type(y.oid, NULL) END,
       pg_catalog.row_security_active(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_catalog.pg_inherits i ON c.relispartition AND i.inhrelid = c.oid
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
ORDER BY c.oid, a.attnum
"""


class _Column(NamedTuple):
    """A column, as ``_TABLES`` has it, with what is to be known of its table."""

    oid: int
    schema: str
    table: str
    partitioned: bool
    parent: int | None
    number: int
    column: str
    generated: bool
    in_key: bool
    type: int
    type_name: str
    like: str
    hidden: bool


_NUMBERS = """
SELECT d.refobjid::bigint, d.refobjsubid, pg_catalog.pg_sequence_last_value(d.objid) * pg_catalog.sign(s.seqincrement)::bigint
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    AND CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT') END
"""


class Kind(Value, frozen=True):
    """The type of a column, whatever its modifiers."""

    oid: int
    name: str
    like: str
    """A type that writes values as it does: what a domain is over; text, for an enum."""

    def is_still(self, other: Kind) -> bool:
        """Whether it is the same one, renamed perhaps, or one of its name that took its place."""
        return self.oid == other.oid or self.name == other.name


@dataclass(frozen=True)
class Shape:
    """A table: its columns but the generated ones by number, and the columns of its primary key, unless one of these is generated."""

    name: str
    partitioned: bool = False
    parent: int | None = None
    """What it is a partition of."""
    columns: dict[int, str] = field(default_factory=dict)
    key: list[int] = field(default_factory=list)
    types: dict[int, Kind] = field(default_factory=dict)
    numbers: dict[int, int | None] = field(default_factory=dict)
    """The last number that each column's own sequence gave, counted in its direction; None where it gave none."""
    hidden: bool = False
    """Row security keeps rows from who looks."""


Shapes = Mapping[int, Shape]
"""By OID."""


def shapes(connection: Connection) -> Shapes:
    """All tables of the database, partitions among them."""
    found: dict[int, Shape] = {}
    for row in map(_Column._make, run(connection, _TABLES)):
        name = target(ObjectRef("table", row.schema, row.table))
        shape = found.setdefault(row.oid, Shape(name, row.partitioned, row.parent, hidden=row.hidden))
        if not row.generated:
            shape.columns[row.number] = row.column
            shape.types[row.number] = Kind(row.type, row.type_name, row.like)
        if row.in_key:
            shape.key.append(row.number)
    for shape in found.values():
        if not shape.columns.keys() >= set(shape.key):  # a part of it is computed, and the rest tells no row
            shape.key.clear()
    for oid, number, last in run(connection, _NUMBERS):
        if oid in found:
            found[oid].numbers[number] = last
    return found


def leaves(oid: int, now: Shapes) -> tuple[int, ...]:
    """The tables that hold the rows of one: itself, or the partitions at the ends of its tree."""
    if oid in now and not now[oid].partitioned:
        return (oid,)
    below: dict[int, list[int]] = {}
    for other, shape in now.items():
        if shape.parent is not None:
            below.setdefault(shape.parent, []).append(other)
    return tuple(_ends(oid, now, below))


def _ends(oid: int, now: Shapes, below: Mapping[int, Sequence[int]]) -> Iterator[int]:
    if oid in now and not now[oid].partitioned:
        yield oid
    for part in below.get(oid, ()):
        yield from _ends(part, now, below)


def top(oid: int, now: Shapes) -> int:
    """The table that has no other above it of which it is a partition."""
    while (parent := now[oid].parent) is not None and parent in now:
        oid = parent
    return oid


def pairs(then: Shape, now: Shape, itself: bool) -> dict[int, int]:
    """Which column is which now, of those that are there; ``itself``: it is the same table, not one that took its place."""
    by_name = {column: number for number, column in now.columns.items()}
    found = {
        number: number if itself and number in now.columns else by_name.get(column)
        for number, column in then.columns.items()
    }
    return {old: new for old, new in found.items() if new is not None}
