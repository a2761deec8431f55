"""What the queries give → objects, each kind in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from fixer.catalog.introspect import constraints as keys
from fixer.catalog.introspect import (
    expressions,
    indexes,
    names,
    not_null,
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


def made(version: int, rows: Callable[..., list[Row]], platform: str, scratch: bool) -> Iterator[Object]:
    """Every object, in the order in which PostgreSQL could have made them within a kind.

    ``version`` is the server's (server_version_num); ``rows`` gives those of a query, of ``OTHERWISE`` with its values.
    ``scratch``: as ``introspect``.
    """
    reading = Reading(version, scratch)
    extensions = rows(queries.EXTENSIONS)
    named: dict[str, list[Row]] = {"schema": [], "role": [], "class": [], "collation": [], "comment": []}
    for row in rows(queries.NAMES):
        named[row[0]].append(row)
    names.read(reading, named["role"], named["schema"], extensions, platform)
    names.comments(reading, named["comment"])
    kinds = rows(queries.TYPES)
    types.read(reading, kinds)
    yield from names.made(reading, named["schema"], extensions)
    yield from routines.made(reading, rows(queries.FUNCTIONS))
    few, related, counting = rows(RARE), rows(queries.RELATIONS), rows(queries.SEQUENCES)
    rare.read(reading, few)
    relations.note(reading, related)
    relating = list(relations.made(reading, related, Columns(reading, rows(queries.COLUMNS)), counting))
    yield from relating
    yield from types.made(reading, kinds)
    texts = expressions.texts(reading, rows(queries.ALIKE), partial(rows, queries.OTHERWISE))
    built, bound = rows(queries.INDEXES), rows(queries.CONSTRAINTS)
    if any(row[0] == not_null.KIND for row in bound):
        yield from not_null.stated(reading, relating, bound)
        bound = [row for row in bound if row[0] != not_null.KIND]
    special, called = (named["class"], named["collation"]), keys.called(reading, bound)
    yield from indexes.made(reading, built, special, texts["predicate"], keys.owners(bound, called))
    yield from keys.made(reading, bound, called, texts["check"])
    yield from rules.made(reading, rows(queries.TRIGGERS), rows(queries.POLICIES), texts)
    yield from rare.made(reading, few)
