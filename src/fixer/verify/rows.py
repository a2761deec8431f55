"""Fills tables with valid rows, and tells whether any of them was lost or changed.

What a CHECK takes is never worked out here: PostgreSQL is asked which of the candidates it takes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, Table, Trigger
from fixer.model import ObjectRef
from fixer.sql.canonical import columns as columns_of
from fixer.sql.quote import identifier, literal, target
from fixer.verify.circles import BATCH, NO_CIRCLE, Circle, circles, fill_at_once, ordered
from fixer.verify.connection import Connection, run
from fixer.verify.fitting import Group, Row, castable, differing, few, some, spread, taken, tried
from fixer.verify.nulls import Empty, always_full, emptied, lacks
from fixer.verify.telling import apart, wider
from fixer.verify.user_ids import left_null, user_id, user_ids
from fixer.verify.values import MANY, Slot, bound_values, candidates, digits, domain_checks, shown, supply

_MOST_COMBINATIONS = 200_000
_PATIENCE = 5000
"""How many rows are tried before it is seen whether that is worth it."""
_FAR = 501_000_000
_REFERRING = 100
"""So many rows refer to another of their table."""
_WORTH = 1 / 3
"""How many of these have to go in where each is tried by itself."""


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
    def _user_ids(self) -> frozenset[tuple[ObjectRef, str]]:
        return user_ids(self._catalogs)

    @cached_property
    def _left_null(self) -> frozenset[tuple[ObjectRef, str]]:
        return left_null(self._catalogs)

    @property
    def _catalogs(self) -> list[Catalog]:
        return [self.catalog, *([self.goal] if self.goal is not None else [])]

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
        for key in self._constraints(table):
            if key.references != table.ref or not _nullable(table, key):
                continue
            pairs = zip(key.columns, key.referenced_columns, strict=True)
            given = ", ".join(f"{identifier(mine)} = first.{identifier(theirs)}" for mine, theirs in pairs)
            try:
                self._run(
                    f"UPDATE {place} AS t SET {given} FROM {first} AS first, {others} AS others "  # noqa: S608  quoted
                    "WHERE (t.tableoid, t.ctid) = (others.tableoid, others.ctid) AND row_number % 2 = 0"
                )
            except psycopg.Error:  # no row has to
                if self.connection.broken:
                    raise

    def _circles(self, tables: Sequence[Table]) -> list[Circle]:
        """Those among tables, but for those that were tried."""
        needed = {
            table: [key for key in self._constraints(table) if key.type == "f" and not _nullable(table, key)]
            for table in tables
        }
        return [found for found in circles(needed) if found.tables[0].ref not in self.in_circles]

    def _try_circle(self, circle: Circle) -> bool:
        done, error = 0, None
        try:
            slots = {table.ref: list(self._slots(table, circle)) for table in circle.tables}
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
        slots = list(self._slots(table))
        head = _head(target(table.ref), [name for slot in slots for name in slot.columns])
        # at first all values change with each row; then those of what has few of them at different speeds, so that all
        # combinations come
        few, step = [], 1
        for slot in slots:
            few.append(step if slot.count < MANY else 1)
            step *= slot.count if slot.count < MANY else 1
        empty = self._emptied(table, head, slots, few) if self.nulls else {}
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
            made, error = self._insert(head, rows)
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
            made, error = self._each(head, rows[-1:])
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
        for column in filter(_draws, table.columns):
            name = identifier(column.name)
            sequence = f"pg_catalog.pg_get_serial_sequence({literal(place)}, {literal(column.name)})"
            last = f"(SELECT max({name})::bigint FROM {place} HAVING max({name})::bigint > 0)"  # noqa: S608  quoted
            tried(self.connection, f"SELECT pg_catalog.setval({sequence}, {last})")

    def _emptied(self, table: Table, head: str, slots: Sequence[Slot], few: Sequence[int]) -> Empty:
        full = always_full(table, self.catalog, self.goal)
        return emptied(
            self.connection,
            slots,
            full,
            self.number,
            lambda row, empty: f"{head}{self._row(slots, few, row, empty)}",
        )

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

    def _insert(self, head: str, rows: Sequence[str]) -> tuple[int, psycopg.Error | None]:
        """How many rows went in; each by itself where they do not go in together."""
        if not any(rows):
            return self._each(head, rows)
        for last in (
            " ON CONFLICT DO NOTHING",
            "",
        ):  # which a deferrable key does not take (documentation, INSERT)
            try:
                return self._run(f"{head}{', '.join(rows)}{last}"), None
            except psycopg.errors.ObjectNotInPrerequisiteState:
                continue
            except psycopg.Error:
                break
        return self._each(head, rows)

    def _each(self, head: str, rows: Sequence[str]) -> tuple[int, psycopg.Error | None]:
        done, last = 0, None
        for row in rows:
            try:
                done += self._run(f"{head}{row}")
            except psycopg.Error as error:
                if self.connection.broken:
                    raise
                last = error
        return done, last

    def _run(self, sql: str) -> int:
        """How many rows a statement makes; what is deferred is looked at, too. Raises psycopg.Error."""
        alone = self.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with nullcontext() if alone else self.connection.transaction():
            return self.connection.execute(sql.encode()).rowcount

    def _constraints(self, table: Table) -> tuple[Constraint, ...]:
        found = [one for catalog in self._catalogs for one in catalog.children(table.ref, Constraint)]
        return tuple(one for one in dict.fromkeys(found) if self._is_about(one, table))

    def _is_about(self, one: Constraint, table: Table) -> bool:
        """Whether a constraint speaks of what is there: one of the ``goal`` may be about columns and tables that are yet to come."""
        far = one.references
        there = far is None or self.catalog.relation(far.schema, far.name) is not None
        return there and (one.type == "x" or all(map(table.column, one.columns)))

    def _slots(self, table: Table, circle: Circle = NO_CIRCLE) -> Iterator[Slot]:
        """What gives the values; columns that fill themselves are left out, unless others of the circle have their values."""
        given: set[str] = set()
        constraints = self._constraints(table)
        generated = {column.name for column in table.columns if column.generated}
        keys = [
            found
            for found in constraints
            if found.type == "f" and found.ref not in circle.keys and not generated & set(found.columns)
        ]
        keys.sort(
            key=lambda key: -len(key.columns)
        )  # what a longer one takes over likely fits the shorter ones as well
        checked = _in_checks(constraints)
        choices = {key.columns[0]: key for key in keys if len(key.columns) == 1 and key.columns[0] in checked}
        for key in keys:
            if given & set(key.columns) or key.columns[0] in choices:
                continue
            slot = self._reference(table, key)
            if slot is not None:
                given |= set(slot.columns)
                yield slot
        for column in table.columns:
            if (table.ref, column.name) in circle.same and column.name not in given and _draws(column):
                given.add(column.name)
                yield self._drawn(table, column)
        open_ = [column for column in table.columns if column.name not in given and not _fills_itself(column)]
        computed = self._computed(table)
        bounds = self._bounds(table)
        for names, values in bounds.items():
            if not given & set(names) and values:
                given |= set(names)
                yield Slot(names, _cycling(values), len(values))
        for group in self._tied(table, open_, constraints):
            group = [column for column in group if column.name not in given]
            slot = self._checked(table, group, constraints, choices) if group else None
            if slot is not None:
                given |= set(slot.columns)
                yield slot
        held = {
            *computed,
            *self._unique(table),
            *_in_checks(constraints),
            *(name for key in keys for name in key.columns),
        }
        free = self.nulls and not self.catalog.children(table.ref, Trigger)
        for place, column in enumerate(open_):
            if column.name in given or (table.ref, column.name) in self._left_null:
                continue
            if column.name in choices:
                slot = self._reference(table, choices[column.name])
                if slot is not None:
                    yield slot
                    continue
            worked_on = digits(column.type) if column.name in computed else None
            make, count = worked_on or apart(place, *supply(column.type, self.catalog))
            if (table.ref, column.name) in self._user_ids:
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
        far, nullable = key.references, _nullable(table, key)
        if far is None:
            return None
        if far == table.ref:
            return Slot(key.columns, lambda n: (None,) * len(key.columns), 1) if nullable else None
        values = self._values(far, key.referenced_columns)
        if values:
            return Slot(
                key.columns, lambda n: values[(n + 1) % len(values)], len(values)
            )  # not the row's own number
        if nullable:
            return Slot(key.columns, lambda n: (None,) * len(key.columns), 1)
        return None

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
        if len(rows) < self.number and self.catalog.find(far._replace(kind="table"), Table) is None:
            self._external(place, columns)
            rows = run(self.connection, text)
        return [tuple(None if value is None else str(value) for value in row) for row in rows]

    def _external(self, place: str, columns: Sequence[str]) -> None:
        """Rows of the platform's own table (auth.users): its key is a uuid or a text."""
        head = _head(place, columns)
        rows = [f"({', '.join(shown(user_id(number)) for _name in columns)})" for number in range(self.number)]  # fmt: skip
        made, error = self._insert(head, rows[:1])
        with self.connection.transaction():
            if not made and error is not None:  # a trigger of the project wants more of a user than its id
                run(self.connection, "SET LOCAL session_replication_role = replica")
            for first in range(0, len(rows), BATCH):
                self._insert(head, rows[first : first + BATCH])

    def _tied(
        self, table: Table, columns: Sequence[Column], constraints: Iterable[Constraint]
    ) -> list[list[Column]]:
        """Columns that CHECKs speak of, those of one CHECK together."""
        groups: list[set[str]] = []
        names = {column.name for column in columns}
        for check in constraints:
            if check.type != "c" or not check.expression:
                continue
            used = {name for name in columns_of(check.expression) if table.column(name)} & names
            if used:
                near = [group for group in groups if group & used]
                groups = [group for group in groups if not group & used] + [used.union(*near)]
        alone = {c.name for c in columns if domain_checks(c.type, self.catalog)}
        groups += [{name} for name in sorted(alone) if not any(name in group for group in groups)]
        return [[column for column in columns if column.name in group] for group in groups]

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
                own = candidates(column.type, group.of(column, self.catalog), self.catalog)
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
        unique = self._unique(group.table) - set(choices)
        short = [at for at, one in enumerate(group.columns) if one.name in unique and few(found, at, self.number)]  # fmt: skip
        for places in (short, *([at] for at in short)) if short else ():
            slot = differing(self.connection, self.catalog, group, self.number, found, places)
            if slot is not None:
                return slot
        return None

    def _unique(self, table: Table) -> set[str]:
        """The columns of its keys and unique indexes."""
        found = {name for one in self._constraints(table) if one.type in "pu" for name in one.columns}
        for catalog in self._catalogs:
            for index in catalog.children(table.ref, Index):
                for key in index.keys if index.unique else ():
                    found |= {key.column} if key.column is not None else columns_of(key.expression or "true")
        return found

    def _computed(self, table: Table) -> frozenset[str]:
        """The columns that indexes and generated columns work something out from."""
        indexes = [index for catalog in self._catalogs for index in catalog.children(table.ref, Index)]
        texts = [key.expression for index in indexes for key in index.keys] + [
            c.generated for c in table.columns
        ]
        return frozenset(name for text in texts if text for name in columns_of(text))

    def _bounds(self, table: Table) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
        """For each partition key of plain columns, values that have a partition, those of partitions below as well."""
        if table.partition_key is None:
            return {}
        key = table.partition_key
        names = tuple(name.strip().strip('"') for name in key[key.find("(") + 1 : key.rfind(")")].split(","))
        if not all(table.column(name) for name in names):
            return {}
        found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for part in self.catalog.partitions(table.ref):
            values = [value for value in bound_values(part.bound or "") if len(value) == len(names)]
            usable = [value for value in values if not {"MINVALUE", "NULL"} & set(value)]
            below = self._bounds(part)
            if part.partition_key is not None and below and usable:
                ((inner, rows), *_rest) = below.items()
                pairs = [(*outer, *row) for outer, row in itertools.product(usable[:1], rows)]
                found.setdefault((*names, *inner), []).extend(pairs)
            elif usable:
                found.setdefault(names, []).extend(usable)
            elif (part.bound or "").upper() == "DEFAULT" and part.partition_key is None:
                found.setdefault(names, []).extend(self._far_away(table, names))
        longest = max(found, key=len, default=())
        return {longest: found[longest]} if longest else {}

    def _far_away(self, table: Table, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Values of a partition key that the partitions with bounds are unlikely to take."""
        columns = [column for name in names if (column := table.column(name)) is not None]
        makers = [supply(column.type, self.catalog)[0] for column in columns]
        if all(makers):
            yield tuple(make(_FAR) for make in makers if make is not None)


def _nullable(table: Table, key: Constraint) -> bool:
    return all(not column.required for name in key.columns if (column := table.column(name)) is not None)


def _head(table: str, columns: Sequence[str]) -> str:
    """An INSERT up to its rows; of columns that all fill themselves it is all of it."""
    values = f"({', '.join(map(identifier, columns))}) VALUES " if columns else "DEFAULT VALUES"
    return f"INSERT INTO {table} {values}"


def _cycling(values: Sequence[Sequence[str | None]]) -> Callable[[int], Sequence[str | None]]:
    return lambda number: values[number % len(values)]


def _by_type(make: Callable[[int], str]) -> Callable[[int], Sequence[str | None]]:
    return lambda number: (make(number),)


def _fills_itself(column: Column) -> bool:
    """Generated and identity columns, and those that a sequence fills."""
    return bool(column.generated) or _draws(column)


def _draws(column: Column) -> bool:
    """Whether it is filled from a sequence."""
    return bool(column.identity) or "nextval(" in (column.default or "").lower()


def _in_checks(constraints: Iterable[Constraint]) -> frozenset[str]:
    """The columns that CHECKs speak of."""
    texts = [check.expression for check in constraints if check.type == "c" and check.expression]
    return frozenset(name for text in texts for name in columns_of(text))
