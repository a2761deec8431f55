"""All names in a tree of libpg_query."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.sql.names.constants import qualified_name
from fixer.sql.names.nodes import NODES
from fixer.sql.names.statements import STATEMENTS
from fixer.sql.names.walk import Handlers, Mention, Walk
from fixer.sql.parse import Node

HANDLERS: Handlers = {**NODES, **STATEMENTS}


def walk(node: Node) -> Walk:
    """All names in ``node``: a statement's or expression's ``{Kind: node}``, or what holds such nodes."""
    found = Walk(HANDLERS)
    found.run(node)
    return found


def names_in_node(node: Node) -> Iterator[Mention]:
    """The names in a tree of libpg_query, in no particular order, without looking at its text.

    ``node`` is wrapped in its kind, as ``statements(text)[i]["stmt"]`` and ``expression(text)`` are. Each
    name comes as kind, parts, byte offset and number of arguments, as in ``Name``. The offset is where
    libpg_query puts the name: for a collation at the word COLLATE before it, for an operator at the word
    OPERATOR if it is written so, and for what the text says in SQL's own words (``integer``, ``EXTRACT``;
    parts begin with pg_catalog) at that word. It is -1 where the tree has none, and inside constants.
    """
    found = walk(node)
    yield from found.found
    for kind, text, _ in found.constants:
        parts = qualified_name(text)
        if parts:
            yield kind, tuple(part.name for part in parts), -1, None
