"""Combinations of values that CHECKs take: PostgreSQL is asked, of candidates or of a series of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice, product
from typing import Any

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.sql.canonical import columns as columns_of
from fixer.sql.quote import identifier, literal
from fixer.values import Value
from fixer.verify.connection import Connection, run
from fixer.verify.series import Series, series
from fixer.verify.values import MANY, Slot, domain_checks, shown

_SAMPLE = 16
"""How many values of a series are tried before it is taken for all."""
_MOST_SERIES = 200
_STARTS = 3
"""How many rows it is tried for as the other values of."""

Row = tuple[str | None, ...]


def tried(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query that may fail, which must not end the transaction that the caller is in."""
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
        return run(connection, sql)
    with connection.transaction():
        return run(connection, sql)


def castable(connection: Connection, column: Column, values: Sequence[str]) -> list[str]:
    """The candidates that the column's type takes as input."""
    good = []
    for value in values:
        try:
            tried(connection, f"SELECT {shown(value)}::{column.type}")
        except psycopg.Error:
            if connection.broken:
                raise
            continue
        good.append(value)
    return good


class Group(Value, frozen=True):
    """Columns of a table that get their values together, and the CHECKs that speak of them alone."""

    table: Table
    columns: tuple[Column, ...]
    checks: tuple[str, ...]

    def of(self, column: Column, catalog: Catalog) -> list[str]:
        """What is asked of one of its columns."""
        own = [text for text in self.checks if column.name in columns_of(text)]
        return own + domain_checks(column.type, catalog)


def taken(connection: Connection, group: Group, source: str, most: int) -> list[Row]:
    """The rows of a query that the CHECKs of a group take; none where PostgreSQL cannot tell."""
    wanted = " AND ".join(f"({text}) IS NOT FALSE" for text in group.checks) or "true"
    chosen = ", ".join(f"{identifier(column.name)}::text" for column in group.columns)
    owner = identifier(group.table.ref.name)  # a CHECK may say the table before its columns
    query = (
        f"SELECT {chosen} FROM ({source}) AS {owner} WHERE {wanted}"  # noqa: S608
        f" ORDER BY pg_catalog.md5(ROW({chosen})::text) LIMIT {most}"
    )
    try:
        rows = tried(connection, query)
    except psycopg.DataError:
        rows = _singly(connection, group, wanted, query)
    except psycopg.Error:
        if connection.broken:
            raise
        return []
    return [tuple(None if value is None else str(value) for value in row) for row in rows]


def _singly(connection: Connection, group: Group, wanted: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query where some end in an error, a division by zero or the like: those are not taken, and the others are.

    The function is called as the table is, so that a CHECK may say that before its columns.
    """
    name = f"pg_temp.{identifier(group.table.ref.name)}"
    names = ", ".join(identifier(column.name) for column in group.columns)
    takes = ", ".join(f"{identifier(column.name)} {column.type}" for column in group.columns)
    body = literal(f"BEGIN RETURN {wanted}; EXCEPTION WHEN data_exception THEN RETURN false; END")
    made = f"CREATE FUNCTION {name} ({takes}) RETURNS boolean LANGUAGE plpgsql AS {body}"
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(made.encode())
            return run(connection, query.replace(f"WHERE {wanted}", f"WHERE {name}({names})"))
    except psycopg.Error:
        if connection.broken:
            raise
        return []


def differing(
    connection: Connection, catalog: Catalog, group: Group, number: int, found: Sequence[Row], places: Sequence[int]
) -> Slot | None:  # fmt: skip
    """So many rows whose values at ``places`` all differ: some of those found, then one of them with series of values there.

    None where no series goes on long enough.
    """
    pools = [series(group.columns[at].type, group.of(group.columns[at], catalog), catalog) for at in places]
    sample = sorted({number - 1, *(number * part // _SAMPLE for part in range(_SAMPLE))})
    best: Callable[[int], Row] | None = None
    most = len(sample) // 2
    for row, chosen in product(found[:_STARTS], islice(product(*pools), _MOST_SERIES)):
        make = partial(_with, row, dict(zip(places, chosen, strict=True)))
        fitting = taken(connection, group, _listed(group, map(make, sample)), len(sample))
        fits = min(len({one[at] for one in fitting}) for at in places)
        if fits > most:
            best, most = make, fits
        if fits == len(sample):
            break
    if best is None:
        return None
    first, further = found[:_SAMPLE], best
    names = tuple(column.name for column in group.columns)
    return Slot(names, lambda n: first[n] if n < len(first) else further(n - len(first)), MANY)


def _listed(group: Group, rows: Iterable[Row]) -> str:
    """A query that gives these rows, as its columns have them."""
    values = ", ".join(f"({', '.join(map(shown, row))})" for row in rows)
    names = [f"c{at}" for at in range(len(group.columns))]
    typed = (
        f"{name}::text::{column.type} AS {identifier(column.name)}"
        for name, column in zip(names, group.columns, strict=True)
    )
    return f"SELECT {', '.join(typed)} FROM (VALUES {values}) AS v ({', '.join(names)})"  # noqa: S608  quoted


def some(values: Sequence[str | None], most: int) -> Sequence[str | None]:
    """The first ones, and the last, which is the NULL of what may be."""
    return values if len(values) <= most else [*values[: most - 1], values[-1]]


def few(rows: Sequence[Row], at: int, wanted: int) -> bool:
    """Whether rows have fewer different values there."""
    return len({row[at] for row in rows}) < wanted


def _with(row: Row, chosen: Mapping[int, Series], number: int) -> Row:
    """A row with the n-th values of series in their places."""
    return tuple(chosen[at](number) if at in chosen else value for at, value in enumerate(row))


def spread(rows: Sequence[Row]) -> list[Row]:
    """In an order in which every column soon has several values: first the rows of which all values are new, then any."""
    seen: set[tuple[int, str | None]] = set()
    kept: list[Row] = []
    left = list(rows)
    for enough in (all, any):
        rest: list[Row] = []
        for row in left:
            own = set(enumerate(row))
            if enough(value not in seen for value in own):
                seen |= own
                kept.append(row)
            else:
                rest.append(row)
        left = rest
    return [*kept, *left]
