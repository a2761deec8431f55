"""Indexes."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Index, IndexKey, Object
from fixer.model import ObjectRef

_DESCENDING, _NULLS_FIRST = 1, 2
"""INDOPTION_* (src/include/catalog/pg_index.h)"""


def note(reading: Reading, rows: Rows) -> None:
    """Notes the names of indexes, and which of them REPLICA IDENTITY and CLUSTER ON mean."""
    for row in rows:
        reading.relations[row[0]] = ObjectRef("index", reading.schemas[row[2]], row[1])
        if row[14]:
            reading.clustered[row[3]] = row[1]
        if row[15]:
            reading.identity_indexes[row[3]] = row[1]


def made(reading: Reading, rows: Rows, constraints: Rows, classes: Rows) -> Iterator[Object]:
    """The indexes of what is the project's."""
    owners = {row[17]: row for row in constraints if row[3] in "pux" and row[17]}
    names = _Names(classes)
    for row in rows:
        if row[3] not in reading.external and row[3] in reading.relations:
            index = _index(reading, row, owners.get(row[0]), names)
            reading.indexes[row[0]] = index
            yield index


class _Names:
    """How an index names a collation or an operator class that is not the default: built-in ones without schema."""

    def __init__(self, rows: Rows):
        self.classes: dict[int, str] = {}
        self.collations: dict[int, str] = {}
        for oid, qualified, builtin, bare, kind in rows:
            names = self.classes if kind == "class" else self.collations
            names[oid] = bare if builtin else qualified


def _index(reading: Reading, row: Row, owner: Row | None, names: _Names) -> Index:
    (
        oid, _name, _schema, table_oid, _owner, method, columns, key_count, _options, _collations, _classes, unique,
        not_distinct, valid, _clustered, _replica, options, tablespace, parent, predicate, _expressions,
    ) = row  # fmt: skip
    table, known = reading.relations[table_oid], reading.columns.get(table_oid, {})
    return Index(
        reading.relations[oid],
        id=reading.new_id(),
        comment=reading.comment("pg_class", oid),
        table=table,
        method=method,
        keys=_keys(reading, row, names),
        include=tuple(known[number] for number in columns[key_count:]),
        predicate=predicate,
        unique=unique,
        nulls_not_distinct=not_distinct,
        options=", ".join(options or ()),
        tablespace=tablespace,
        valid=valid,
        constraint=ObjectRef("constraint", table.schema, owner[1], table.name) if owner else None,
        parent=reading.relations[parent] if parent else None,
    )


def _keys(reading: Reading, row: Row, names: _Names) -> tuple[IndexKey, ...]:
    oid, table, columns, count, options, collations, classes = (
        row[0],
        row[3],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
    )
    known, expressions = reading.columns.get(table, {}), row[20]
    found = []
    for place in range(count):
        number, collation = columns[place], collations[place]
        suffix = ""
        usual = reading.collations.get((table, number), 100) if number else 100
        if collation not in (0, usual):
            suffix = "COLLATE " + names.collations.get(collation, '"default"')
        given = reading.column_options.get((oid, place + 1))
        if classes[place] in names.classes:
            suffix += " " + names.classes[classes[place]]
        if given:
            suffix += f" ({', '.join(given)})"
        if options[place]:
            suffix += _ORDER[options[place]]
        found.append(
            IndexKey(
                known[number] if number else None, None if number else expressions[place], suffix.strip()
            )
        )
    return tuple(found)


_ORDER = {_DESCENDING: " DESC NULLS LAST", _NULLS_FIRST: " NULLS FIRST", _DESCENDING | _NULLS_FIRST: " DESC"}
