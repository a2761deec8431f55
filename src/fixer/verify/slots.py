"""What gives the columns of a table their values: other rows, partitions, CHECKs, or their types.

What a CHECK takes is never worked out here: PostgreSQL is asked which of the candidates it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fixer.catalog.objects import Column, Constraint, Table, Trigger
from fixer.model import ObjectRef
from fixer.sql.canonical import columns as columns_of
from fixer.sql.quote import identifier, literal, target
from fixer.verify.circles import BATCH, NO_CIRCLE, Circle
from fixer.verify.connection import Connection, run
from fixer.verify.demands import Demands, draws, fills_itself, in_checks, nullable
from fixer.verify.fitting import Group, Row, castable, differing, few, some, spread, taken, tried
from fixer.verify.inserting import head, insert
from fixer.verify.partition_values import partition_values
from fixer.verify.telling import apart, wider
from fixer.verify.user_ids import user_id
from fixer.verify.values import Slot, candidates, digits, shown, supply

_MOST_COMBINATIONS = 200_000
"""How many of candidates PostgreSQL is asked about at once."""


@dataclass(frozen=True)
class Slots:
    """The slots of tables that get ``number`` rows, ``besides`` those that are there, with ``nulls``: see ``Filler``."""

    connection: Connection
    demands: Demands
    number: int
    besides: bool = False
    nulls: bool = False

    def of(self, table: Table, circle: Circle = NO_CIRCLE) -> Iterator[Slot]:
        """What gives a table's values; columns that fill themselves are left out, unless others of the circle have their values."""
        given: set[str] = set()
        constraints = self.demands.constraints(table)
        generated = {column.name for column in table.columns if column.generated}
        keys = [
            found
            for found in constraints
            if found.type == "f" and found.ref not in circle.keys and not generated & set(found.columns)
        ]
        # what a longer one takes over likely fits the shorter ones as well
        keys.sort(key=lambda key: -len(key.columns))
        checked = in_checks(constraints)
        choices = {key.columns[0]: key for key in keys if len(key.columns) == 1 and key.columns[0] in checked}
        for key in keys:
            if given & set(key.columns) or key.columns[0] in choices:
                continue
            slot = self._reference(table, key)
            if slot is not None:
                given |= set(slot.columns)
                yield slot
        for column in table.columns:
            if (table.ref, column.name) in circle.same and column.name not in given and draws(column):
                given.add(column.name)
                yield self._drawn(table, column)
        open_ = [column for column in table.columns if column.name not in given and not fills_itself(column)]
        computed = self.demands.computed(table)
        bounds = partition_values(table, self.demands.catalog)
        for names, values in bounds.items():
            if not given & set(names) and values:
                given |= set(names)
                yield Slot(names, _cycling(values), len(values))
        for group in self.demands.tied(table, open_, constraints):
            group = [column for column in group if column.name not in given]
            slot = self._checked(table, group, constraints, choices) if group else None
            if slot is not None:
                given |= set(slot.columns)
                yield slot
        held = {
            *computed,
            *self.demands.unique(table),
            *in_checks(constraints),
            *(name for key in keys for name in key.columns),
        }
        free = self.nulls and not self.demands.catalog.children(table.ref, Trigger)
        for place, column in enumerate(open_):
            if column.name in given or (table.ref, column.name) in self.demands.left_null:
                continue
            if column.name in choices:
                slot = self._reference(table, choices[column.name])
                if slot is not None:
                    yield slot
                    continue
            worked_on = digits(column.type) if column.name in computed else None
            make, count = worked_on or apart(place, *supply(column.type, self.demands.catalog))
            if (table.ref, column.name) in self.demands.user_ids:
                make = user_id
            elif make is not None and free and column.name not in held:
                make = wider(column.type, make)
            if make is None:
                if column.required and column.default is None:
                    yield Slot((column.name,), lambda n: ("",), 1)  # PostgreSQL says what is wrong with it
                continue
            yield Slot((column.name,), _by_type(make), count)

    def _reference(self, table: Table, key: Constraint) -> Slot | None:
        """The values of a foreign key: those of the rows that are there; NULL, or the row itself, where there are none."""
        far = key.references
        if far is None:
            return None
        values = self._values(far, key.referenced_columns) if far != table.ref else []
        if values:  # not the row's own number
            return Slot(key.columns, lambda n: values[(n + 1) % len(values)], len(values))
        return Slot(key.columns, lambda n: (None,) * len(key.columns), 1) if nullable(table, key) else None

    def _drawn(self, table: Table, column: Column) -> Slot:
        """The next values of what a column fills itself with."""
        place = f"{literal(target(table.ref))}, {literal(column.name)}"
        default = column.default or f"pg_catalog.nextval(pg_catalog.pg_get_serial_sequence({place}))"
        query = f"SELECT ({default})::text FROM pg_catalog.generate_series(1, {self.number})"  # noqa: S608  quoted
        rows = tried(self.connection, query)
        return Slot((column.name,), _cycling(rows), len(rows))

    def _values(self, far: ObjectRef, columns: Sequence[str]) -> list[tuple[str | None, ...]]:
        place = target(far._replace(kind="table"))
        names = ", ".join(f"{identifier(name)}::text" for name in columns)
        newest = "ORDER BY ctid DESC" if self.besides else ""
        there = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in columns)
        text = f"SELECT {names} FROM {place} WHERE {there} {newest} LIMIT {self.number}"  # noqa: S608  quoted
        rows = run(self.connection, text)
        if len(rows) < self.number and self.demands.catalog.find(far._replace(kind="table"), Table) is None:
            self._external(place, columns)
            rows = run(self.connection, text)
        return [tuple(None if value is None else str(value) for value in row) for row in rows]

    def _external(self, place: str, columns: Sequence[str]) -> None:
        """Rows of the platform's own table (auth.users): its key is a uuid or a text."""
        into = head(place, columns)
        rows = [f"({', '.join(shown(user_id(number)) for _name in columns)})" for number in range(self.number)]  # fmt: skip
        made, error = insert(self.connection, into, rows[:1])
        with self.connection.transaction():
            if not made and error is not None:  # a trigger of the project wants more of a user than its id
                run(self.connection, "SET LOCAL session_replication_role = replica")
            for first in range(0, len(rows), BATCH):
                insert(self.connection, into, rows[first : first + BATCH])

    def _checked(
        self,
        table: Table,
        columns: Sequence[Column],
        constraints: Sequence[Constraint],
        choices: Mapping[str, Constraint],
    ) -> Slot | None:
        """The combinations of candidates that PostgreSQL takes; ``choices`` are the keys of columns that refer to others."""
        names = tuple(column.name for column in columns)
        checks = [
            check.expression
            for check in constraints
            if check.type == "c"
            and check.expression
            and set(names) & columns_of(check.expression)
            and {name for name in columns_of(check.expression) if table.column(name)} <= set(names)
        ]
        group = Group(table, tuple(columns), tuple(checks))
        lists = []
        for column in columns:
            values: list[str | None] = []
            if column.name in choices:
                key = choices[column.name]
                slot = self._reference(table, key)
                values += [slot.make(number)[0] for number in range(min(slot.count, 20))] if slot else []
            else:
                own = candidates(column.type, group.of(column, self.demands.catalog), self.demands.catalog)
                values += castable(self.connection, column, own)
            lists.append(values if column.required else [*values, None])
        most = max(2, int(_MOST_COMBINATIONS ** (1 / max(len(lists), 1))))
        sources = ", ".join(
            f"(SELECT v::{column.type} AS {identifier(column.name)} "  # noqa: S608  quoted
            f"FROM unnest(ARRAY[{', '.join(map(shown, some(values, most)))}]::text[]) AS u (v)) AS s{number}"
            for number, (column, values) in enumerate(zip(columns, lists, strict=True))
        )
        most_rows = max(self.number, 10) * 40
        found = taken(self.connection, group, f"SELECT * FROM {sources}", most_rows)  # noqa: S608
        if len(names) == 1:
            found = [row for row in found if None not in row] or found
        if not found:
            return None
        found = spread(found)
        return self._enough(group, found, choices) or Slot(names, lambda n: found[n % len(found)], len(found))

    def _enough(self, group: Group, found: Sequence[Row], choices: Iterable[str]) -> Slot | None:
        """More rows than were found, where a key wants more values to differ: all of those in keys, or else one of them."""
        unique = self.demands.unique(group.table) - set(choices)
        short = [at for at, one in enumerate(group.columns) if one.name in unique and few(found, at, self.number)]  # fmt: skip
        for places in (short, *([at] for at in short)) if short else ():
            slot = differing(self.connection, self.demands.catalog, group, self.number, found, places)
            if slot is not None:
                return slot
        return None


def _cycling(values: Sequence[Sequence[str | None]]) -> Callable[[int], Sequence[str | None]]:
    return lambda number: values[number % len(values)]


def _by_type(make: Callable[[int], str]) -> Callable[[int], Sequence[str | None]]:
    return lambda number: (make(number),)
