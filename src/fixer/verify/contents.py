"""The rows of all tables, each by itself, to tell later whether one was lost or changed: a partition that leaves its parent
keeps its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from fixer.model import ObjectRef, TableRows
from fixer.sql.quote import identifier, literal, target
from fixer.values import Value, replace
from fixer.verify.connection import Connection, run

_TABLES = """
SELECT c.oid, n.nspname, c.relname, a.attnum, a.attname, a.attgenerated <> '',
       coalesce(a.attnum = ANY (k.conkey), false), pg_catalog.format_type(a.atttypid, NULL) FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.oid >= 16384 AND c.relkind = 'r' AND c.relpersistence <> 't'
ORDER BY c.oid, a.attnum
"""
_NUMBERS = """
SELECT d.refobjid::bigint, d.refobjsubid, pg_catalog.pg_sequence_last_value(d.objid) FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    AND CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT') END
"""
_FEW = 5000
_Columns = dict[int, str]
"""Number -> name."""
Columns = dict[int, frozenset[int]]
"""For each table the numbers of some of its columns."""


@dataclass(frozen=True)
class _Shape:
    """A table as it is now: its columns but the generated ones, and the columns of its primary key."""

    name: str
    columns: _Columns = field(default_factory=dict)
    key: list[int] = field(default_factory=list)
    types: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, int | None] = field(default_factory=dict)
    """The last number that each column's own sequence gave; None where it gave none."""


class _Known(Value, frozen=True):
    """A table with rows: its shape, how many rows it has, and two checksums of each column, see ``_sums``."""

    shape: _Shape
    count: int
    alone: dict[int, str]
    keyed: dict[int, str]
    keys: tuple[str, ...] = ()
    """The values of the primary key, of a table of no more than ``_FEW`` rows: which rows have come since."""


@dataclass
class Contents:
    """The rows of all tables at the beginning, to see later whether one was lost or changed."""

    known: dict[int, _Known] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> Contents:
        """What is in the tables now."""
        found = {}
        for oid, shape in _shapes(connection).items():
            count, alone = _sums(connection, shape, shape.columns, ())
            if count:
                key = [shape.columns[number] for number in shape.key]
                _count, keyed = _sums(connection, shape, shape.columns, key)
                keys = _keys(connection, shape.name, key) if key and count <= _FEW else ()
                found[oid] = _Known(shape, count, alone, keyed, keys)
        return cls(found)

    def after_up(self, connection: Connection) -> list[TableRows]:
        """Tables, with whether all their rows are there and unchanged in the columns that are still there."""
        kept = self._kept(connection)
        return [
            TableRows(known.shape.name, known.count, kept[oid], False) for oid, known in self.known.items()
        ]

    def columns(self, connection: Connection) -> Columns:
        """Those of its columns that are there now."""
        now = _shapes(connection)
        return {
            oid: frozenset(_pairs(known, now[place], place == oid))
            for oid, known in self.known.items()
            if (place := self._place(oid, now)) is not None
        }

    def after_down(
        self, connection: Connection, rows: Sequence[TableRows], before: Columns | None = None
    ) -> list[TableRows]:
        """The same after the way back, where the columns have to be there again that were there before: all, where nothing is said."""
        kept = self._kept(connection, before if before is not None else self._all())
        by_name = {known.shape.name: kept[oid] for oid, known in self.known.items()}
        return [replace(row, after_down=by_name[row.table]) for row in rows]

    def _all(self) -> Columns:
        return {oid: frozenset(known.shape.columns) for oid, known in self.known.items()}

    def _kept(self, connection: Connection, wanted: Columns | None = None) -> dict[int, bool]:
        now = _shapes(connection)
        found = {}
        for oid, known in self.known.items():
            place = self._place(oid, now)
            columns = (wanted or {}).get(oid, frozenset())
            found[oid] = place is not None and _same(connection, known, now[place], place == oid, columns)
        return found

    def _place(self, oid: int, now: Mapping[int, _Shape]) -> int | None:
        """Where a table is now: itself, else one of its name."""
        if oid in now:
            return oid
        return next((at for at, shape in now.items() if shape.name == self.known[oid].shape.name), None)


def _pairs(known: _Known, shape: _Shape, itself: bool) -> dict[int, int]:
    """Which column is which now, of those that are there."""
    by_name = {column: number for number, column in shape.columns.items()}
    pairs = {
        number: number if itself and number in shape.columns else by_name.get(column)
        for number, column in known.shape.columns.items()
    }
    return {old: new for old, new in pairs.items() if new is not None}


def _same(connection: Connection, known: _Known, shape: _Shape, itself: bool, wanted: Set[int]) -> bool:
    """Whether the rows are those that are known, as far as their columns are there and of the same type, which may write
    the same value otherwise, and the next one gets a number of its own; the columns ``wanted`` have to be there.
    """
    present = _pairs(known, shape, itself)
    there = {old: new for old, new in present.items() if known.shape.types[old] == shape.types[new]}
    keyed = all(number in there for number in known.shape.key)
    key = [shape.columns[there[number]] for number in known.shape.key] if keyed else ()
    present_columns = {new: shape.columns[new] for new in there.values()}
    count, sums = _sums(connection, shape, present_columns, key)
    if count > known.count and key and known.keys:  # some have come: what was there is compared
        count, sums = _sums(connection, shape, present_columns, key, known.keys)
    before = known.keyed if keyed else known.alone
    same = all(sums[new] == before[old] for old, new in there.items())
    goes_on = _goes_on(known.shape, shape, present, wanted)
    return count == known.count and same and goes_on and wanted <= present.keys()


def _goes_on(known: _Shape, shape: _Shape, present: Mapping[int, int], wanted: Set[int]) -> bool:
    """Whether a column's sequence gives no number again that it has given; of those ``wanted`` it has to be there."""
    for column, last in known.numbers.items():
        place = present.get(column)
        if last is None or place is None:
            continue
        if place not in shape.numbers:
            if column in wanted:
                return False
        elif (shape.numbers[place] or 0) < last:
            return False
    return True


def _shapes(connection: Connection) -> dict[int, _Shape]:
    found: dict[int, _Shape] = {}
    for oid, schema, table, number, column, generated, in_key, kind in run(connection, _TABLES):
        shape = found.setdefault(oid, _Shape(target(ObjectRef("table", schema, table))))
        if not generated:
            shape.columns[number] = column
            shape.types[number] = kind
        if in_key:
            shape.key.append(number)
    for oid, number, last in run(connection, _NUMBERS):
        if oid in found:
            found[oid].numbers[number] = last
    return found


_AS_TEXT = {"numeric": "pg_catalog.trim_scale({})", "character": "{}::text"}
"""How a value of a type is written that has other zeros or blanks at its end when the type has another length."""


def _sums(
    connection: Connection, shape: _Shape, columns: _Columns, key: Sequence[str], keys: Sequence[str] = ()
) -> tuple[int, dict[int, str]]:
    """How many rows, and per column a sum that changes with any value, whatever the order of the rows; of those with ``keys`` alone,
    where some are given.

    With the key in it, a value that went to another row changes the sum too.
    """
    before = "".join(f"{identifier(name)}, " for name in key)
    values = (
        _AS_TEXT.get(shape.types[number], "{}").format(identifier(name)) for number, name in columns.items()
    )
    sums = ", ".join(
        f"sum(pg_catalog.hashtextextended(ROW({before}{value})::text, 0)::numeric)" for value in values
    )
    text = f"SELECT count(*){', ' if sums else ''}{sums} FROM ONLY {shape.name}"  # noqa: S608  quoted
    if keys:
        listed = ", ".join(map(literal, keys))
        text += f" WHERE {_key_text(key)} IN ({listed})"
    ((count, *found),) = run(connection, text)
    return int(count), {number: str(value) for number, value in zip(columns, found, strict=True)}


def _keys(connection: Connection, table: str, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for (value,) in run(connection, f"SELECT {_key_text(key)} FROM ONLY {table}"))  # noqa: S608  quoted


def _key_text(key: Sequence[str]) -> str:
    return f"ROW({', '.join(map(identifier, key))})::text"
