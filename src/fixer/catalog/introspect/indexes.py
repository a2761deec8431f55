"""Indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order, of_schema
from fixer.catalog.objects import Index, IndexKey, Object
from fixer.model import ObjectRef

_DESCENDING, _NULLS_FIRST = 1, 2
"""INDOPTION_* (src/include/catalog/pg_index.h)"""


def made(
    reading: Reading,
    rows: Rows,
    named: tuple[Rows, Rows],
    predicates: Mapping[int, str],
    owners: Mapping[int, ObjectRef],
) -> Iterator[Object]:
    """The indexes of what is the project's; ``owners`` are the constraints of those that have one."""
    names = _Names(*map(_named, named))
    if any(row[12] for row in rows):  # the parents of some
        for row in rows:
            reading.relations.update(zip(row[-3], _called(reading, row), strict=True))
    yield from in_order(
        chain.from_iterable(_indexes(reading, row, names, predicates, owners) for row in rows)
    )


def _called(reading: Reading, row: Row) -> Iterator[ObjectRef]:
    """What those that share a row are called."""
    return of_schema("index", reading.schemas[row[0]], row[-2])


def _named(rows: Rows) -> dict[int, str]:
    return {oid: bare if builtin else qualified for _kind, oid, bare, qualified, builtin, *_rest in rows}


class _Names(NamedTuple):
    """How an index names an operator class or a collation that is not the default: built-in ones without schema."""

    classes: Mapping[int, str]
    collations: Mapping[int, str]


def _indexes(
    reading: Reading, row: Row, names: _Names, predicates: Mapping[int, str], owners: Mapping[int, ObjectRef]
) -> Iterator[Index]:
    """Those that share a row."""
    (
        _schema, method, columns, key_count, _options, _collations, _classes, unique, valid, not_distinct, options, tablespace,
        parent, expressions, oids, _names, tables,
    ) = row  # fmt: skip
    numbers = reading.numbers(columns)
    included = numbers[key_count:]
    include = reading.column_names(" ".join(map(str, included)))
    storage = ", ".join(options) if options else ""
    above = reading.relations[parent] if parent else None
    comments, identities = reading.comments["pg_class"], reading.identities("pg_class", oids)
    targets = reading.statistics_targets
    alike: dict[int, tuple[IndexKey, ...]] | None = {}
    """The keys, by the columns' names that tables share; of what depends on more than these there is none."""
    if expressions or reading.collations or reading.column_options:
        alike = None
    for oid, identity, ref, table_oid in zip(oids, identities, _called(reading, row), tables, strict=True):
        table = reading.relations.get(table_oid)
        if table is None or table_oid in reading.external:
            continue
        known = reading.columns.get(table_oid, {})
        keys = alike.get(id(known)) if alike is not None else None
        if keys is None:
            keys = _keys(reading, oid, table_oid, row, names)
            if alike is not None:
                alike[id(known)] = keys
        owner = owners.get(oid)
        excludes = owner is not None and not unique
        index = Index(
            ref,
            id=identity,
            comment=comments.get(oid),
            table=table,
            method="gist" if excludes else method,
            keys=_as_constraint(keys) if excludes else keys,
            include=include(table_oid) if included else (),
            predicate=None if excludes else predicates.get(oid),
            unique=unique,
            nulls_not_distinct=not_distinct,
            options=storage,
            tablespace=tablespace,
            valid=valid,
            constraint=owner,
            parent=above,
            statistics=tuple(sorted(targets.get(oid, ()))),
        )
        if owner is not None:
            reading.indexes[oid] = index
        yield index


def _keys(reading: Reading, oid: int, table: int, row: Row, names: _Names) -> tuple[IndexKey, ...]:
    """An index's keys, with all that is said besides a column's name."""
    known = reading.columns.get(table, {})
    columns, options, collations, classes = (reading.numbers(row[place]) for place in (2, 4, 5, 6))
    found = []
    for place in range(row[3]):
        number, suffix = columns[place], []
        usual = reading.collations.get((table, number), _DEFAULT_COLLATION)
        if collations[place] not in (0, usual):
            suffix.append("COLLATE " + names.collations.get(collations[place], '"default"'))
        if classes[place] in names.classes:
            suffix.append(names.classes[classes[place]])
        given = reading.column_options.get((oid, place + 1))
        if given:
            suffix.append(f"({', '.join(given)})")
        if options[place]:
            suffix.append(_ORDER[options[place]])
        if number:
            found.append(IndexKey(known[number], None, " ".join(suffix)))
        else:
            found.append(IndexKey(None, row[-4][place], " ".join(suffix)))
    return tuple(found)


def _as_constraint(keys: tuple[IndexKey, ...]) -> tuple[IndexKey, ...]:
    """Those of an exclusion constraint, whose own text says how they are indexed: by name, ``expr`` for an expression."""
    return tuple(IndexKey(key.column or "expr") for key in keys)


_DEFAULT_COLLATION = 100
_ORDER = {_DESCENDING: "DESC NULLS LAST", _NULLS_FIRST: "NULLS FIRST", _DESCENDING | _NULLS_FIRST: "DESC"}
