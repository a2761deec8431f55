"""Sequences, and what is said of those that identity columns have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fixer.catalog.introspect.columns import Columns
from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Grant, Sequence
from fixer.model import ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.quote import identifier
from fixer.sql.types import DataType, sequence_bounds


class Counter(NamedTuple):
    """What a sequence does. ``table`` and ``column`` are whose it is, by OID and number."""

    table: int | None
    column: int | None
    values: Row
    """Type, start, increment, minimum, maximum, cache, cycle; and a where a column owns it, i where it is an identity's."""

    @property
    def of_identity(self) -> bool:
        """Whether it is part of a column."""
        return bool(self.values[7] == "i")


def counters(rows: Rows) -> dict[int, Counter]:
    """What each sequence does, by OID."""
    return {
        oid: Counter(table, column, row) for row in rows for oid, table, column in zip(*row[-3:], strict=True)
    }


def made(reading: Reading, row: Row, found: Mapping[int, Counter]) -> Iterator[Sequence]:
    """The sequences that share a row of relations, but for those of identity columns."""
    _schema, _kind, owner, acl, persistence, *_rest, oids, _names = row
    grants = reading.grants("sequence", acl, owner)
    for oid in oids:
        counter = found[oid]
        if counter.of_identity or oid in reading.external:
            continue
        kind = reading.types[counter.values[0]]
        owned_by: Any = None
        if counter.table and counter.column:
            owned_by = (reading.relations[counter.table], reading.columns[counter.table][counter.column])
        yield Sequence(
            reading.relations[oid],
            id=reading.identity("pg_class", oid),
            comment=reading.comment("pg_class", oid),
            owner=reading.owner(owner),
            grants=grants,
            type=kind,
            increment=counter.values[2],
            cache=counter.values[5],
            cycle=counter.values[6],
            persistence=persistence or "p",
            owned_by=owned_by,
            **_numbers(kind, counter.values),  # type: ignore[arg-type]
        )


def granted(reading: Reading, rows: Rows) -> dict[int, tuple[Grant, ...] | None]:
    """Privileges by sequence, where somebody has changed those of a new one; ``rows`` are those of relations."""
    found: dict[int, tuple[Grant, ...] | None] = {}
    for row in rows:
        given = reading.grants("sequence", row[3], row[2]) if row[1] == "S" else None
        if given is not None:
            found.update(dict.fromkeys(row[-2], given))
    return found


def identities(
    reading: Reading,
    found: Mapping[int, Counter],
    parts: Columns,
    grants: Mapping[int, tuple[Grant, ...] | None],
) -> dict[int, dict[int, dict[str, Any]]]:
    """What is said of identity columns by table and number: options, comment, privileges; not what goes without saying."""
    changed: dict[int, dict[int, dict[str, Any]]] = {}
    said: dict[tuple[int, int, int], str] = {}
    relations, comments = reading.relations, reading.comments["pg_class"]
    for oid, (table, number, values) in found.items():
        if values[7] != "i" or table is None or number is None or table in reading.external:
            continue
        columns = parts.made[table]
        alike = id(columns), number, id(values)
        if alike not in said:
            # of LIKE … INCLUDING IDENTITY comes a bigint sequence with an integer's bounds, which nothing else can say
            kind = next(column.type for column in columns if column.id == number)
            said[alike] = " ".join(_said(kind, values))
        name = _own_name(relations[table], reading.columns[table][number], relations[oid])
        options = f"{name} {said[alike]}".strip() if name else said[alike]
        comment, granted = comments.get(oid), grants.get(oid)
        if options or comment or granted is not None:
            changed.setdefault(table, {})[number] = {
                "options": options,
                "comment": comment,
                "grants": granted,
            }
    return changed


def _numbers(kind: DataType, values: Row) -> dict[str, int | None]:
    """start, minimum and maximum, None where they are the default."""
    start, increment, minimum, maximum = values[1:5]
    least, greatest = sequence_bounds(kind, increment)
    first = minimum if increment > 0 else maximum
    return {
        "start": None if start == first else start,
        "minimum": None if minimum == least else minimum,
        "maximum": None if maximum == greatest else maximum,
    }


def _own_name(table: ObjectRef, column: str, sequence: ObjectRef) -> str:
    """What names a sequence that is not called as PostgreSQL would have called it."""
    plain = f"{table.name}_{column}_seq"
    usual = sequence.name == plain or sequence.name == object_name(table.name, column, "seq")
    if usual and sequence.schema == table.schema:
        return ""
    return f"SEQUENCE NAME {identifier(sequence.schema)}.{identifier(sequence.name)}"


def _said(kind: DataType, values: Row) -> Iterator[str]:
    numbers = _numbers(kind, values)
    words = (
        ("start", "START WITH"),
        ("increment", "INCREMENT BY"),
        ("minimum", "MINVALUE"),
        ("maximum", "MAXVALUE"),
    )
    shown = {**numbers, "increment": None if values[2] == 1 else values[2]}
    yield from (f"{word} {shown[name]}" for name, word in words if shown[name] is not None)
    if values[5] != 1:
        yield f"CACHE {values[5]}"
    if values[6]:
        yield "CYCLE"
