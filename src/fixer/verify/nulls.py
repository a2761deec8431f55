"""Which columns have no value in some of the rows: what may be NULL is so somewhere, and a migration that makes something of it is
seen to. Whether a table takes it is asked of PostgreSQL, which tries a row and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table
from fixer.model import ObjectRef
from fixer.sql.canonical import columns as columns_of
from fixer.sql.quote import target
from fixer.verify.connection import Connection, run
from fixer.verify.values import Slot

_EACH = 3
"""Of so many rows one lacks the value, never the first."""
Empty = Mapping[str, int]
"""Column -> which of so many rows lacks its value."""


def lacks(number: int, column: str, empty: Empty) -> bool:
    """Whether the n-th row has NULL for a column."""
    return empty.get(column) == number % _EACH


def emptied(
    connection: Connection,
    slots: Sequence[Slot],
    full: Set[str],
    number: int,
    row: Callable[[int, Empty], str],
) -> Empty:
    """The columns that may be NULL, every other one in other rows: what takes the value of another is seen then, too.

    Those of a foreign key are tried together, and each by itself where that is refused. ``full`` are columns that have a value in
    each of the ``number`` rows; ``row`` is the statement that makes the n-th.
    """
    units = [unit for slot in slots if (unit := tuple(name for name in slot.columns if name not in full))]
    found: dict[str, int] = {}
    left: list[tuple[str, ...]] = []
    for turn in range(1, min(_EACH, number)):
        mine = units[turn - 1 :: _EACH - 1]
        together = {name: turn for unit in mine for name in unit}
        taken = together if together and _takes(connection, row(turn, together)) else {}
        for unit in (*(() if taken else mine), *left):
            parts = (unit, *((name,) for name in unit if len(unit) > 1))
            for part in parts:
                wider = {**taken, **dict.fromkeys(part, turn)}
                if _takes(connection, row(turn, wider)):
                    taken = wider
                    if part == unit:
                        break
        left = [(name,) for unit in mine for name in unit if name not in taken]
        found |= taken
    return found


def _takes(connection: Connection, sql: str) -> bool:
    """Whether a row goes in; it does not stay."""
    try:
        with connection.transaction(force_rollback=True):
            run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
            return connection.execute(sql.encode()).rowcount == 1
    except psycopg.Error:
        if connection.broken:
            raise
        return False


def always_full(table: Table, catalog: Catalog, goal: Catalog | None) -> frozenset[str]:
    """The columns that have a value in every row: those that must, that will have to, or that a partition key or a key which
    takes NULL for a value speaks of.
    """
    found = {column.name for column in table.columns if column.required}
    for one in (catalog, *([goal] if goal is not None else [])):
        keys = [key for key in one.children(table.ref, Constraint) if key.nulls_not_distinct]
        indexes = [index for index in one.children(table.ref, Index) if index.nulls_not_distinct]
        found |= {name for key in keys for name in key.columns}
        found |= {key.column for index in indexes for key in index.keys if key.column is not None}
    found |= (
        columns_of(table.partition_key.partition("(")[2].rpartition(")")[0]) if table.partition_key else set()
    )
    return frozenset(found | to_come(table, catalog, goal))


def to_come(table: Table, catalog: Catalog, goal: Catalog | None) -> frozenset[str]:
    """The columns that may be NULL now, and that the ``goal`` wants a value in, or has another CHECK speak of."""
    if goal is None:
        return frozenset()
    there = set(catalog.children(table.ref, Constraint))
    new = [one for one in goal.children(table.ref, Constraint) if one.type == "c" and one not in there]
    named = {name for check in new for name in columns_of(check.expression or "true")}
    return frozenset(_required(table, goal) | {name for name in named if table.column(name)})


def made_required(table: Table, goal: Catalog) -> list[str]:
    """The same of those that become NOT NULL, as people write them."""
    return [
        target(ObjectRef("column", table.ref.schema, name, table.ref.name)) for name in _required(table, goal)
    ]


def _required(table: Table, goal: Catalog) -> set[str]:
    after = goal.find(table.ref, Table)
    now = {column.name for column in after.columns if column.required} if after is not None else set()
    return {column.name for column in table.columns if not column.required and column.name in now}


def asks_more(table: Table, before: Catalog, after: Catalog) -> bool:
    """Whether fewer rows fit a table than before."""
    if to_come(table, before, after):
        return True
    there = set(before.children(table.ref, Constraint))
    if any(
        one not in there and all(map(table.column, one.columns))
        for one in after.children(table.ref, Constraint)
    ):
        return True
    indexes = set(before.children(table.ref, Index))
    return any(index.unique and index not in indexes for index in after.children(table.ref, Index))
