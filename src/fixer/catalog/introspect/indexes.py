"""Indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Index, IndexKey, Object
from fixer.model import ObjectRef

_DESCENDING, _NULLS_FIRST = 1, 2
"""INDOPTION_* (src/include/catalog/pg_index.h)"""
_NOTHING_SPECIAL = (False, None, None, None, None)


def note(reading: Reading, rows: Rows) -> None:
    """Notes the names of indexes."""
    for row in rows:
        reading.relations[row[0]] = ObjectRef("index", reading.schemas[row[2]], row[1])


def made(
    reading: Reading, rows: Rows, named: tuple[Rows, Rows], predicates: Mapping[int, str]
) -> Iterator[Object]:
    """The indexes of what is the project's."""
    names = _Names(*named)
    for row in rows:
        if row[3] not in reading.external and row[3] in reading.relations:
            index = _index(reading, row, names, predicates.get(row[0]))
            reading.indexes[row[0]] = index
            yield index


def _named(rows: Rows) -> dict[int, str]:
    return {
        oid: bare if builtin else qualified for _kind, oid, bare, qualified, builtin, _owner, _acl in rows
    }


class _Names:
    """How an index names a collation or an operator class that is not the default: built-in ones without schema."""

    def __init__(self, classes: Rows, collations: Rows):
        self.classes = _named(classes)
        self.collations = _named(collations)
        self.plain: dict[Row, bool] = {}
        self.keys: dict[str, IndexKey] = {}
        """The key of each column's name that has nothing behind it: the same few come again and again."""

    def nothing_said(self, reading: Reading, row: Row) -> bool:
        """Whether no key has an order, operator class or collation of its own, as far as the index tells."""
        texts = row[7:10]
        known = self.plain.get(texts)
        if known is None:
            options, collations, classes = map(reading.numbers, texts)
            known = not any(options) and self.classes.keys().isdisjoint(classes)
            known = known and all(collation in (0, _DEFAULT_COLLATION) for collation in collations)
            self.plain[texts] = known
        return known


def _index(reading: Reading, row: Row, names: _Names, predicate: str | None) -> Index:
    (
        oid, _name, _schema, table_oid, method, columns, key_count, _options, _collations, _classes, unique, valid, owner, special,
    ) = row  # fmt: skip
    not_distinct, options, tablespace, parent, expressions = special or _NOTHING_SPECIAL
    table, known = reading.relations[table_oid], reading.columns.get(table_oid, {})
    numbers = reading.numbers(columns)
    return Index(
        reading.relations[oid],
        id=reading.identity("pg_class", oid),
        comment=reading.comment("pg_class", oid),
        table=table,
        method=method,
        keys=_keys(reading, row, names, known, expressions),
        include=() if len(numbers) == key_count else tuple([known[number] for number in numbers[key_count:]]),
        predicate=predicate,
        unique=unique,
        nulls_not_distinct=not_distinct,
        options=", ".join(options) if options else "",
        tablespace=tablespace,
        valid=valid,
        constraint=ObjectRef("constraint", table.schema, owner, table.name) if owner else None,
        parent=reading.relations[parent] if parent else None,
    )


def _keys(
    reading: Reading, row: Row, names: _Names, known: dict[int, str], expressions: list[str] | None
) -> tuple[IndexKey, ...]:
    columns = reading.numbers(row[5])[: row[6]]
    if 0 in columns or reading.collations or reading.column_options or not names.nothing_said(reading, row):
        return _detailed(reading, row, names, known, expressions or [])
    found = []
    for number in columns:
        name = known[number]
        key = names.keys.get(name)
        if key is None:
            names.keys[name] = key = IndexKey(name)
        found.append(key)
    return tuple(found)


def _detailed(
    reading: Reading, row: Row, names: _Names, known: dict[int, str], expressions: list[str]
) -> tuple[IndexKey, ...]:
    oid, table = row[0], row[3]
    columns, options, collations, classes = (reading.numbers(row[place]) for place in (5, 7, 8, 9))
    found = []
    for place in range(row[6]):
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
            found.append(IndexKey(None, expressions[place], " ".join(suffix)))
    return tuple(found)


_DEFAULT_COLLATION = 100
_ORDER = {_DESCENDING: "DESC NULLS LAST", _NULLS_FIRST: "NULLS FIRST", _DESCENDING | _NULLS_FIRST: "DESC"}
