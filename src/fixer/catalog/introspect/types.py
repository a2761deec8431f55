"""Types: enum, composite, domain and range types, and the name of every type there is."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import (
    CompositeType,
    DomainCheck,
    DomainType,
    EnumType,
    External,
    Object,
    RangeType,
)
from fixer.model import ObjectRef
from fixer.sql.types import DataType


def read(reading: Reading, rows: Rows) -> None:
    """Notes every type by its OID; an array as such of its element."""
    named = [row for row in rows if row[0] is not None]
    for row in rows:
        if row[0] is None:  # those of tables' rows
            for oid, array, name in zip(*row[-3:], strict=True):
                reading.types[oid] = DataType(row[2], name)
                reading.types[array] = DataType(row[2], name, array=True)
    elements = {row[0]: (row[2], row[1]) for row in named}
    for row in named:
        oid, name, schema, element = row[0], row[1], row[2], row[5]
        reading.stored[oid] = row[-5], row[-4]  # storage and collation
        if element is None:
            reading.types[oid] = DataType(schema, name)
        else:
            reading.types[oid] = DataType(*elements[element], array=True)


def made(reading: Reading, rows: Rows) -> Iterator[Object]:
    """The types that are the project's; those of extensions and base types as external ones."""
    for row in rows:
        oid, name, schema, schema_oid, kind, element, relation = row[:7]
        if oid is None or schema_oid not in reading.schemas or element is not None or kind == "m":
            continue
        if relation and (relation not in reading.composites or relation in reading.external):
            continue
        if kind not in _MAKERS or reading.is_external("pg_type", oid, schema_oid):
            yield External(ObjectRef("external", schema, name), id=reading.identity("pg_type", oid))
        else:
            yield _MAKERS[kind](reading, row)


def _common(reading: Reading, row: Row, kind: str) -> dict[str, object]:
    oid, name, schema, owner, acl, relation = row[0], row[1], row[2], row[7], row[8], row[6]
    comment = reading.comment("pg_type", oid) or (reading.comment("pg_class", relation) if relation else None)
    return {
        "ref": ObjectRef(kind, schema, name),
        "id": reading.identity("pg_type", oid),
        "comment": comment,
        "owner": reading.owner(owner),
        "grants": reading.grants(kind, acl, owner),
    }


def _enum(reading: Reading, row: Row) -> Object:
    return EnumType(**_common(reading, row, "type"), labels=tuple(row[9]))  # type: ignore[arg-type]


def _composite(reading: Reading, row: Row) -> Object:
    attributes = reading.composites[row[6]]
    return CompositeType(**_common(reading, row, "type"), attributes=attributes)  # type: ignore[arg-type]


def _domain(reading: Reading, row: Row) -> Object:
    base, formatted, default, not_null, collation, checks = row[10]
    return DomainType(
        **_common(reading, row, "domain"),  # type: ignore[arg-type]
        base=reading.type(int(base), formatted),
        default=default,
        not_null=not_null,
        collation=collation,
        checks=tuple(
            DomainCheck(name, expression, validated, reading.comment("pg_constraint", int(oid)))
            for name, expression, validated, oid in checks or ()
        ),
    )


def _range(reading: Reading, row: Row) -> Object:
    return RangeType(**_common(reading, row, "type"), definition=row[11])  # type: ignore[arg-type]


_MAKERS = {"e": _enum, "c": _composite, "d": _domain, "r": _range}
