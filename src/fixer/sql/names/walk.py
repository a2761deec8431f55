"""One walk over libpg_query's JSON tree, with an explicit stack.

It runs over every statement of a dump, and expressions may nest deeper than Python's recursion limit. What to
do with a node is found by the key it stands under: a node's kind (``"RangeVar"``), or a field's name where
libpg_query writes a typed field without its kind (``"relation"``, ``"typeName"``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fixer.sql.parse import Node

Mention = tuple[str, tuple[str, ...], int, int | None]
"""Kind, parts, UTF-8 byte offset (-1: the tree has none) and number of a function's arguments."""

Constant = tuple[str, str, int]
"""Kind of the object that a string constant names, the constant's value, and its byte offset."""

_NO_CTES: frozenset[str] = frozenset()

_NAMELESS_LISTS = {
    "colnames", "collname", "fields", "fk_attrs", "funcname", "keys", "lockedRels", "method", "opclass",
    "operName", "pk_attrs", "roles", "useOp",
}  # fmt: skip
"""Fields that hold no further names of objects; lockedRels (FOR UPDATE OF) takes aliases only."""


class Walk:
    """The names found so far, the nodes still to be looked at, and the CTEs that hide relations there."""

    __slots__ = ("_handlers", "constants", "found", "push", "visible")

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self.found: list[Mention] = []
        self.constants: list[Constant] = []
        self.visible = _NO_CTES
        self.push: Callable[[Node], None] = list[Node]().append
        """Has a node looked into, under the CTEs that are visible now."""

    def run(self, node: Node, visible: frozenset[str] = _NO_CTES) -> None:
        """Finds the names in ``node``, in which the CTEs of these names can be seen."""
        outer = self.visible, self.push
        stack = [node]
        self.visible, self.push = visible, stack.append
        push, handlers, skip = stack.append, self._handlers, _NAMELESS_LISTS
        while stack:
            for key, child in stack.pop().items():
                if child.__class__ is dict:
                    handler = handlers.get(key)
                    if handler is None:
                        push(child)
                    else:
                        handler(self, child)
                elif child.__class__ is list and key not in skip:
                    for item in child:
                        if item.__class__ is dict:
                            push(item)
        self.visible, self.push = outer

    def add(
        self, kind: str, parts: tuple[str, ...], location: int = -1, arguments: int | None = None
    ) -> None:
        """Notes a name."""
        self.found.append((kind, parts, location, arguments))


Handlers = Mapping[str, Callable[[Walk, Any], None]]
"""What to do with the node under a key; a node under any other key is looked into."""
