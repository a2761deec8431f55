"""The rows of all tables, to tell later whether one was lost or changed: a row that moves from one partition to another, or whose
partition leaves its parent, is still there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from fixer.model import Loss, TableRows
from fixer.values import Value, replace
from fixer.verify.connection import Connection
from fixer.verify.held import Held, Part, Some, example, holding
from fixer.verify.same_values import Types, alike, types
from fixer.verify.shapes import Kind, Shape, Shapes, leaves, pairs, shapes, top

_FEW = 5000
Columns = dict[int, frozenset[int]]
"""For each table the numbers of some of its columns."""


class _Known(Value, frozen=True):
    """A table with rows: its shape and those of the tables that hold the rows, how many there are, and two checksums of each
    column, see ``Held.sums``."""

    shape: Shape
    parts: dict[int, Shape]
    count: int
    alone: dict[int, str]
    keyed: dict[int, str]
    keys: tuple[str, ...] = ()
    """The values of the primary key, of a table of no more than ``_FEW`` rows: which rows have come since."""
    rows: Counter[int] | None = None
    """The same of a table without one: see ``Held.rows``."""
    some: Some = ()
    """Rows that are kept, to show one as an example."""


class _Place(Value, frozen=True):
    """Where the rows of a table may be now."""

    shape: Shape
    columns: dict[int, int]
    """Those of the table that is known, with what they are here."""
    parts: tuple[Part, ...]
    apart: tuple[str, ...] = ()
    """Those that are no partitions any more."""


class _Looked(Value, frozen=True):
    """What was seen of a table's rows: what is lost, and which tables have some that were partitions."""

    losses: tuple[Loss, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass
class Contents:
    """The rows of all tables at the beginning, to see later whether one was lost or changed."""

    types: Types = field(default_factory=Types)
    known: dict[int, _Known] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> Contents:
        """What is in the tables now."""
        now = shapes(connection)
        found = cls(types(connection))
        for oid, shape in now.items():
            if shape.parent is None and (known := _known(connection, oid, now, found.types)):
                found.known[oid] = known
        return found

    def after_up(self, connection: Connection) -> list[TableRows]:
        """Tables, with what is lost or changed of their rows in the columns that are still there."""
        looked = self._looked(connection, {})
        return [
            TableRows(
                known.shape.name, known.count, not found.losses, False, up=found.losses, apart=found.apart
            )
            for known, found in zip(self.known.values(), looked.values(), strict=True)
        ]

    def columns(self, connection: Connection) -> Columns:
        """Those of its columns that are there now."""
        now = shapes(connection)
        found = {oid: next(_places(known, oid, now), None) for oid, known in self.known.items()}
        return {oid: frozenset(place.columns) for oid, place in found.items() if place is not None}

    def after_down(
        self, connection: Connection, rows: Sequence[TableRows], before: Columns | None = None
    ) -> list[TableRows]:
        """The same after the way back, where the columns have to be there again that were there before: all, where nothing is said."""
        looked = self._looked(connection, before if before is not None else self._all())
        by_name = {known.shape.name: looked[oid].losses for oid, known in self.known.items()}
        return [replace(row, after_down=not by_name[row.table], back=by_name[row.table]) for row in rows]

    def _all(self) -> Columns:
        return {oid: frozenset(known.shape.columns) for oid, known in self.known.items()}

    def _looked(self, connection: Connection, wanted: Columns) -> dict[int, _Looked]:
        now, types_now = shapes(connection), types(connection)
        found = {}
        for oid, known in self.known.items():
            columns = wanted.get(oid, frozenset())
            tried: list[_Looked] = []
            if oid in now and any(now[leaf].hidden for leaf in leaves(oid, now)):
                tried.append(_Looked())
            for place in _places(known, oid, now) if not tried else ():
                lost = tuple(_lost(connection, known, place, self.types, types_now, columns))
                tried.append(_Looked(lost, place.apart))
                if not lost:
                    break
            found[oid] = next(
                (one for one in tried if not one.losses),
                tried[0] if tried else _Looked((Loss("table", rows=known.count),)),
            )
        return found


def _known(connection: Connection, oid: int, now: Shapes, then: Types) -> _Known | None:
    """None for a table without rows."""
    shape, parts = now[oid], {leaf: now[leaf] for leaf in leaves(oid, now)}
    listed = [Part(leaf.name, shape.columns) for leaf in parts.values()]
    held = holding(connection, listed, shape.types, then, then)
    count, alone, keyed = held.both_sums(shape.key)
    if not count:
        return None
    keys = held.keys(shape.key) if shape.key and count <= _FEW else ()
    rows = held.rows() if not shape.key and count <= _FEW else None
    return _Known(shape, parts, count, alone, keyed, keys, rows, held.some(shape.key))


def _places(known: _Known, oid: int, now: Shapes) -> Iterator[_Place]:
    """Where its rows may be: in the table itself, also in partitions that have left it; in the one that it has become a partition
    of; in one that has its name now.
    """
    by_name = [at for at, shape in now.items() if shape.name == known.shape.name and at != oid]
    for at in dict.fromkeys([oid, top(oid, now), *by_name] if oid in now else by_name):
        shape, columns = now[at], pairs(known.shape, now[at], at == oid)
        inside = leaves(at, now)
        names = {old: shape.columns[new] for old, new in columns.items()}
        parts = tuple(Part(now[leaf].name, names) for leaf in inside)
        yield _Place(shape, columns, parts)
        gone = [leaf for leaf in known.parts if leaf in now and leaf not in inside]
        others = [part for leaf in gone if (part := _left(known, leaf, now, shape, columns)) is not None]
        if others:
            yield _Place(shape, columns, (*parts, *others), tuple(part.name for part in others))


def _left(known: _Known, leaf: int, now: Shapes, place: Shape, columns: Mapping[int, int]) -> Part | None:
    """A partition that is none any more; None where its columns are others than those of what it has left."""
    then = known.parts[leaf]
    numbers = {name: number for number, name in then.columns.items()}
    here = pairs(then, now[leaf], True)
    names = {}
    for old, new in columns.items():
        at = here.get(numbers[known.shape.columns[old]])
        if at is None or now[leaf].types[at] != place.types[new]:
            return None
        names[old] = now[leaf].columns[at]
    return Part(now[leaf].name, names)


def _lost(
    connection: Connection, known: _Known, place: _Place, then: Types, now: Types, wanted: Set[int]
) -> Iterator[Loss]:
    """What is lost or changed, as far as columns are there and of the same type, which may write the same value otherwise, and
    where the next row would get a number that one has; the columns ``wanted`` have to be there.
    """
    shape = known.shape
    kinds = {old: place.shape.types[new] for old, new in place.columns.items()}
    held = _comparable(holding(connection, place.parts, kinds, then, now), known, kinds)
    key = shape.key if held.written.keys() >= set(shape.key) else []
    before = known.keyed if key else known.alone
    count, sums = held.sums(held.written, key)
    if key and known.keys and (count, sums) != (known.count, {number: before[number] for number in sums}):
        total = count
        count, sums = held.sums(held.written, key, known.keys)  # what has come since is no loss
        if count < total == known.count:
            _total, alone = held.sums(held.written, ())
            others = {number for number, value in alone.items() if value != known.alone[number]}
            if others <= set(key):  # they are all there, by other keys
                count, sums, before, key = total, alone, known.alone, []
    if (
        count > known.count
        and known.rows
        and held.written.keys() == shape.types.keys()
        and held.rows() >= known.rows
    ):
        pass
    elif count != known.count:
        yield Loss("rows" if count < known.count else "others", rows=abs(known.count - count))
    else:
        changed = [number for number, value in sums.items() if value != before[number]]
        rows = held.some(key, [at for at, _row in known.some] if key else ()) if changed else ()
        for number in changed:
            yield Loss("values", shape.columns[number], example=example(known.some, rows, number))
    yield from (Loss("column", shape.columns[number]) for number in sorted(wanted - place.columns.keys()))
    yield from _again(shape, place, wanted)


def _comparable(held: Held, known: _Known, kinds: Mapping[int, Kind]) -> Held:
    """Without the columns that have got a type which writes their values otherwise."""
    then = known.shape.types
    kept = [
        old
        for old in held.written
        if then[old].is_still(kinds[old]) or alike(then[old].like, kinds[old].like)
    ]
    others = held.written.keys() - kept
    if others:
        _count, sums = held.sums(sorted(others), ())
        kept += [old for old in others if sums[old] == known.alone[old]]
    return held.only(kept)


def _again(known: Shape, place: _Place, wanted: Set[int]) -> Iterator[Loss]:
    """Columns whose sequence gives a number again that it has given; of those ``wanted`` it has to be there."""
    for column, last in known.numbers.items():
        at = place.columns.get(column)
        if last is None or at is None:
            continue
        if at not in place.shape.numbers:
            if column in wanted:
                yield Loss("numbers", known.columns[column])
        elif (place.shape.numbers[at] or 0) < last:
            yield Loss("numbers", known.columns[column])
