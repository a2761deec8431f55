"""Fills tables with valid rows, those that others refer to first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, literal, target
from fixer.verify.circles import BATCH, Circle, circles, fill_at_once, ordered
from fixer.verify.connection import Connection, run
from fixer.verify.demands import Demands, draws, nullable
from fixer.verify.fitting import tried
from fixer.verify.inserting import head, insert, insert_each, rows_made
from fixer.verify.nulls import Empty, always_full, emptied, lacks
from fixer.verify.slots import Slots
from fixer.verify.values import MANY, Slot, shown

_PATIENCE = 5000
"""How many rows are tried before it is seen whether that is worth it."""
_WORTH = 1 / 3
"""How many of these have to go in where each is tried by itself."""
_REFERRING = 100
"""So many rows refer to another of their table."""


@dataclass
class Filler:
    """Fills the tables of a catalog. ``unfilled`` says which got no row or too few, and why.

    ``goal`` is what the schema will be: the rows keep its constraints too. ``besides`` has so many rows come to those that are
    there, and refer to one another. ``nulls`` has what may be NULL be so in some of them.
    """

    connection: Connection
    catalog: Catalog
    number: int
    goal: Catalog | None = None
    besides: bool = False
    nulls: bool = False
    filled: dict[ObjectRef, int] = field(default_factory=dict)
    unfilled: dict[str, str] = field(default_factory=dict)
    in_circles: dict[ObjectRef, int] = field(default_factory=dict)
    """How many rows tables got together with others that need them."""

    @cached_property
    def _demands(self) -> Demands:
        return Demands(self.catalog, self.goal)

    @cached_property
    def _slots(self) -> Slots:
        return Slots(self.connection, self._demands, self.number, self.besides, self.nulls)

    def fill(self) -> None:
        """Every table, those that others refer to first; again while that helps, since keys may go round in a circle.

        One that may not be left open is filled at once, where nothing else helps.
        """
        open_ = [table for table in ordered(self.catalog) if table.parent is None]
        while open_:
            left = [table for table in open_ if not self._try(table)]
            if len(left) == len(open_) and not any(map(self._try_circle, self._circles(left))):
                break
            open_ = left

    def _try(self, table: Table) -> bool:
        self.unfilled.pop(target(table.ref), None)
        try:
            self.filled[table.ref] = self._table(table)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            self.unfilled[target(table.ref)] = error.diag.message_primary or str(error).strip()
            return False
        return True

    def _refer_to_first(self, table: Table) -> None:
        """Every other row of the first ones refers to the first, where rows may refer to those of their own table."""
        place = target(table.ref)
        first = f"(SELECT * FROM {place} ORDER BY tableoid, ctid LIMIT 1)"  # noqa: S608  quoted
        others = f"(SELECT tableoid, ctid, row_number() OVER (ORDER BY tableoid, ctid) FROM {place} LIMIT {_REFERRING})"  # noqa: S608  quoted
        for key in self._demands.constraints(table):
            if key.references != table.ref or not nullable(table, key):
                continue
            pairs = zip(key.columns, key.referenced_columns, strict=True)
            given = ", ".join(f"{identifier(mine)} = first.{identifier(theirs)}" for mine, theirs in pairs)
            sql = (
                f"UPDATE {place} AS t SET {given} FROM {first} AS first, {others} AS others "  # noqa: S608  quoted
                "WHERE (t.tableoid, t.ctid) = (others.tableoid, others.ctid) AND row_number % 2 = 0"
            )
            try:
                rows_made(self.connection, sql)
            except psycopg.Error:  # no row has to
                if self.connection.broken:
                    raise

    def _circles(self, tables: Sequence[Table]) -> list[Circle]:
        """Those among tables, but for those that were tried."""
        keys = {
            table: [key for key in self._demands.constraints(table) if key.type == "f"] for table in tables
        }
        needed = {table: [key for key in own if not nullable(table, key)] for table, own in keys.items()}
        return [found for found in circles(needed) if found.tables[0].ref not in self.in_circles]

    def _try_circle(self, circle: Circle) -> bool:
        done, error = 0, None
        try:
            slots = {table.ref: list(self._slots.of(table, circle)) for table in circle.tables}
            done, error = fill_at_once(self.connection, circle, slots, self.number)
        except psycopg.Error as found:
            if self.connection.broken:
                raise
            error = found
        if error is not None and not done:
            why = error.diag.message_primary or str(error).strip()
            self.unfilled |= {target(table.ref): why for table in circle.tables}
        self.in_circles |= {table.ref: done for table in circle.tables}
        return done > 0

    def _table(self, table: Table) -> int:
        only = "ONLY " if table.partition_key is None else ""  # an heir's rows are its own
        ((there,),) = run(self.connection, f"SELECT count(*) FROM {only}{target(table.ref)}")  # noqa: S608
        # migrations, and triggers of other tables, may have made some
        wanted = self.number if self.besides else self.number - int(there)
        if wanted <= 0:
            return int(there)
        if self.besides:
            self._catch_up(table)
        slots = list(self._slots.of(table))
        into = head(target(table.ref), [name for slot in slots for name in slot.columns])
        # at first all values change with each row; then those of what has few of them at different speeds, so that all
        # combinations come
        few, step = [], 1
        for slot in slots:
            few.append(step if slot.count < MANY else 1)
            step *= slot.count if slot.count < MANY else 1
        empty = self._emptied(table, into, slots, few) if self.nulls else {}
        done, number = 0, 0
        end = self.number + max(self.number * 4, min(step, self.number * 50))
        tried, gained = 0, 0
        """Of late."""
        error: psycopg.Error | None = None
        rows: list[str] = []
        while done < wanted and number < end:
            tries = range(number, number + min(BATCH, wanted - done))
            rows = [self._row(slots, few, row, empty) if slots else "" for row in tries]
            number += len(rows)
            made, error = insert(self.connection, into, rows)
            if made < len(rows):
                empty = {}
            done, tried, gained = done + made, tried + len(rows), gained + made
            if error is not None and not done and number > self.number:
                break
            if tried >= _PATIENCE:
                if gained < (_PATIENCE * _WORTH if error is not None else 1):
                    if number >= self.number:
                        break
                    number = self.number
                tried, gained = 0, 0
        if done < wanted and error is None:  # the last one by itself says why
            made, error = insert_each(self.connection, into, rows[-1:])
            done += made
        if not done and not there and error is not None:
            raise error
        if done < wanted and there <= self.in_circles.get(table.ref, 0):
            why = (
                error.diag.message_primary or error
                if error is not None
                else "a trigger or a rule keeps others out"
            )
            self.unfilled[target(table.ref)] = f"only {there + done} of {self.number}: {why}"
        if done and self.nulls:
            self._refer_to_first(table)
        return int(there) + done

    def _catch_up(self, table: Table) -> None:
        """Sequences go on after rows that were given their numbers by hand."""
        place = target(table.ref)
        for column in filter(draws, table.columns):
            name = identifier(column.name)
            sequence = f"pg_catalog.pg_get_serial_sequence({literal(place)}, {literal(column.name)})"
            last = f"(SELECT max({name})::bigint FROM {place} HAVING max({name})::bigint > 0)"  # noqa: S608  quoted
            tried(self.connection, f"SELECT pg_catalog.setval({sequence}, {last})")

    def _emptied(self, table: Table, into: str, slots: Sequence[Slot], few: Sequence[int]) -> Empty:
        full = always_full(table, self.catalog, self.goal)

        def sql(row: int, empty: Empty) -> str:
            return f"{into}{self._row(slots, few, row, empty)}"

        return emptied(self.connection, slots, full, self.number, sql)

    def _row(self, slots: Sequence[Slot], few: Sequence[int], row: int, empty: Empty) -> str:
        """A row that is tried, as it goes into a statement."""
        late = row >= self.number
        values: list[str | None] = []
        for slot, slow in zip(slots, few, strict=True):
            turn = (row - self.number) // slow if late else row
            made = slot.make(row if slot.count >= MANY else turn % slot.count)
            values += [
                None if not late and lacks(row, name, empty) else value
                for name, value in zip(slot.columns, made, strict=True)
            ]
        return f"({', '.join(map(shown, values))})"
