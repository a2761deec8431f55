"""What the queries give → objects, each kind in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from fixer.catalog.introspect import constraints as keys
from fixer.catalog.introspect import (
    expressions,
    indexes,
    names,
    queries,
    rare,
    relations,
    routines,
    rules,
    types,
)
from fixer.catalog.introspect.columns import Columns
from fixer.catalog.introspect.rare_queries import RARE
from fixer.catalog.introspect.reading import Reading, Row
from fixer.catalog.objects import Object


def made(version: int, rows: Callable[..., list[Row]]) -> Iterator[Object]:
    """Every object, in the order in which PostgreSQL could have made them within a kind.

    ``version`` is the server's (server_version_num); ``rows`` gives those of a query, of ``OTHERWISE`` with its values.
    """
    reading = Reading(version)
    extensions = rows(queries.EXTENSIONS)
    named: dict[str, list[Row]] = {"schema": [], "role": [], "class": [], "collation": [], "comment": []}
    for row in rows(queries.NAMES):
        named[row[0]].append(row)
    names.read(reading, named["role"], named["schema"], extensions)
    names.comments(reading, named["comment"])
    few, kinds, related = rows(RARE), rows(queries.TYPES), rows(queries.RELATIONS)
    rare.read(reading, few)
    types.read(reading, kinds)
    relations.note(reading, related)
    yield from names.made(reading, named["schema"], extensions)
    yield from routines.made(reading, rows(queries.FUNCTIONS))
    counting = rows(queries.SEQUENCES)
    yield from relations.made(reading, related, Columns(reading, rows(queries.COLUMNS)), counting)
    yield from types.made(reading, kinds)
    texts = expressions.texts(reading, rows(queries.ALIKE), partial(rows, queries.OTHERWISE))
    built, bound = rows(queries.INDEXES), rows(queries.CONSTRAINTS)
    indexes.note(reading, built)
    special = named["class"], named["collation"]
    yield from indexes.made(reading, built, special, texts["predicate"], keys.owners(bound))
    yield from keys.made(reading, bound, texts["check"])
    yield from rules.made(reading, rows(queries.TRIGGERS), rows(queries.POLICIES), texts)
    yield from rare.made(reading, few)
