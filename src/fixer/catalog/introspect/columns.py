"""Columns of tables and views, and attributes of composite types."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Column, Identity
from fixer.values import replace

_STORAGE = {"p": "plain", "e": "external", "m": "main", "x": "extended"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
_PLAIN_COLLATIONS = (0, 100)
"""None, and the database's own."""
_ORDINARY: Row = ("", None, None, None, -1, None, False, True, None, 0)
"""What a column's array says that is not there."""


class Columns:
    """All columns by relation, and the privileges on them."""

    def __init__(self, reading: Reading, rows: Rows) -> None:
        self.made: dict[int, tuple[Column, ...]] = {}
        self.acls: dict[int, list[tuple[str, list[str]]]] = {}
        _fill(self, reading, sorted(rows, key=itemgetter(0)))


def _fill(found: Columns, reading: Reading, rows: Rows) -> None:
    """A row is a column of many relations, which is one value; what has the same columns shares them all."""
    columns = [_column(reading, row) for row in rows]
    having: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for relation in row[-1]:
            having[relation].append(place)
        _note(found, reading, row)
    shared: dict[tuple[int, ...], tuple[tuple[Column, ...], dict[int, str]]] = {}
    for relation, places in having.items():
        key = tuple(places)
        if key not in shared:
            made = tuple(columns[place] for place in places)
            shared[key] = made, {column.id: column.name for column in made}
        found.made[relation], reading.columns[relation] = shared[key]
    for (relation, number), text in reading.column_comments.items():
        if relation in found.made:
            found.made[relation] = tuple(
                replace(column, comment=text) if column.id == number else column
                for column in found.made[relation]
            )


def _column(reading: Reading, row: Row) -> Column:
    number, name, kind, formatted, not_null, identity, expression, special, _relations = row
    generated, named, storage, compression, statistics, options, inherited, local, _acl, _collation = (
        special or _ORDINARY
    )
    return Column(
        name,
        reading.types[kind] if formatted is None else reading.type(kind, formatted),
        not_null=not_null,
        default=None if generated else expression,
        identity=Identity(identity == "a") if identity else None,
        generated=expression if generated else None,
        virtual=generated == "v",
        collation=named,
        storage=_STORAGE[storage] if storage else None,
        compression=_COMPRESSION.get(compression),
        statistics=None if statistics == -1 else statistics,
        options=tuple(options or ()),
        inherited=inherited,
        local=inherited and local,
        id=number,
    )


def _note(found: Columns, reading: Reading, row: Row) -> None:
    """Notes what of a column is not part of it."""
    number, name, special, relations = row[0], row[1], row[-2], row[-1]
    options, _inherited, _local, acl, collation = (special or _ORDINARY)[5:]
    if acl is not None:
        for relation in relations:
            found.acls.setdefault(relation, []).append((name, acl))
    if collation not in _PLAIN_COLLATIONS:
        reading.collations.update(((relation, number), collation) for relation in relations)
    if options is not None:
        reading.column_options.update(((relation, number), tuple(options)) for relation in relations)
