"""Indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order
from fixer.catalog.objects import Index, IndexKey, Object
from fixer.model import ObjectRef

_DESCENDING, _NULLS_FIRST = 1, 2
"""INDOPTION_* (src/include/catalog/pg_index.h)"""


def note(reading: Reading, rows: Rows) -> None:
    """Notes the names of indexes."""
    for schema, *_rest, oids, names, _tables in rows:
        place = reading.schemas[schema]
        for oid, name in zip(oids, names, strict=True):
            reading.relations[oid] = ObjectRef("index", place, name)


def made(
    reading: Reading,
    rows: Rows,
    named: tuple[Rows, Rows],
    predicates: Mapping[int, str],
    owners: Mapping[int, str],
) -> Iterator[Object]:
    """The indexes of what is the project's; ``owners`` names the constraint of those that have one."""
    names = _Names(*named)
    yield from in_order(index for row in rows for index in _indexes(reading, row, names, predicates, owners))


def _named(rows: Rows) -> dict[int, str]:
    return {oid: bare if builtin else qualified for _kind, oid, bare, qualified, builtin, *_rest in rows}


class _Names:
    """How an index names a collation or an operator class that is not the default: built-in ones without schema."""

    def __init__(self, classes: Rows, collations: Rows):
        self.classes = _named(classes)
        self.collations = _named(collations)
        self.keys: dict[tuple[str, ...], tuple[IndexKey, ...]] = {}

    def plain_keys(self, columns: tuple[str, ...]) -> tuple[IndexKey, ...]:
        """The keys of columns that have nothing behind them: the same few come again and again."""
        known = self.keys.get(columns)
        if known is None:
            self.keys[columns] = known = tuple(map(IndexKey, columns))
        return known

    def nothing_said(self, reading: Reading, row: Row) -> bool:
        """Whether no key has an order, operator class or collation of its own, as far as the index tells."""
        options, collations, classes = map(reading.numbers, row[4:7])
        return (
            not any(options)
            and self.classes.keys().isdisjoint(classes)
            and all(collation in (0, _DEFAULT_COLLATION) for collation in collations)
        )


def _indexes(
    reading: Reading, row: Row, names: _Names, predicates: Mapping[int, str], owners: Mapping[int, str]
) -> Iterator[Index]:
    """Those that share a row."""
    (
        _schema, method, columns, key_count, _options, _collations, _classes, unique, valid, not_distinct, options, tablespace,
        parent, expressions, oids, _own_names, tables,
    ) = row  # fmt: skip
    numbers = reading.numbers(columns)
    in_keys, included = numbers[:key_count], numbers[key_count:]
    plain = 0 not in in_keys and not reading.collations and not reading.column_options
    plain = plain and names.nothing_said(reading, row)
    storage = ", ".join(options) if options else ""
    above = reading.relations[parent] if parent else None
    for oid, table_oid in zip(oids, tables, strict=True):
        table, known = reading.relations.get(table_oid), reading.columns.get(table_oid, {})
        if table is None or table_oid in reading.external:
            continue
        owner = owners.get(oid)
        reading.indexes[oid] = index = Index(
            reading.relations[oid],
            id=reading.identity("pg_class", oid),
            comment=reading.comment("pg_class", oid),
            table=table,
            method=method,
            keys=names.plain_keys(tuple([known[number] for number in in_keys]))
            if plain
            else _detailed(reading, oid, table_oid, row, names, expressions or []),
            include=tuple([known[number] for number in included]) if included else (),
            predicate=predicates.get(oid),
            unique=unique,
            nulls_not_distinct=not_distinct,
            options=storage,
            tablespace=tablespace,
            valid=valid,
            constraint=ObjectRef("constraint", table.schema, owner, table.name) if owner else None,
            parent=above,
        )
        yield index


def _detailed(
    reading: Reading, oid: int, table: int, row: Row, names: _Names, expressions: list[str]
) -> tuple[IndexKey, ...]:
    """The keys of which something is said besides a column's name."""
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
            found.append(IndexKey(None, expressions[place], " ".join(suffix)))
    return tuple(found)


_DEFAULT_COLLATION = 100
_ORDER = {_DESCENDING: "DESC NULLS LAST", _NULLS_FIRST: "NULLS FIRST", _DESCENDING | _NULLS_FIRST: "DESC"}
