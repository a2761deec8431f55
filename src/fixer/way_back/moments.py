"""Words for a moment that PostgreSQL reads once, when what holds them is made.

``'now'::timestamp`` in a view is the time at which the view was created (PostgreSQL documentation, 9.9.5 Current Date/Time,
and 8.5.1.4 Special Values): made anew, the view holds another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.model import Statement
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import qualified

_WORDS = frozenset({"now", "today", "tomorrow", "yesterday"})
_TYPES = frozenset({"date", "time", "timetz", "timestamp", "timestamptz"})
_HOLDERS = {
    "ViewStmt": "view",
    "CreateStmt": "relation",
    "AlterTableStmt": "relation",
    "CreatePolicyStmt": "table",
}
"""Statements that keep an expression as it was read, and where in their trees the name of what keeps it stands."""


def moments(statements: Iterable[Statement], goal: Catalog) -> Iterator[str]:
    """A sentence for each object that the statements make with such a word in it; ``goal`` is where they lead."""
    for statement in statements:
        kind, node = parse.statement(statement.sql)
        if kind not in _HOLDERS:
            continue
        place = node[_HOLDERS[kind]]
        schema, name = place.get("schemaname", "public"), place["relname"]
        table = goal.table(schema, name)
        times = {column.name for column in table.columns if column.type.name in _TYPES} if table else set()
        word = next(_words(node, times), None)
        if word is not None:
            yield f"'{word}' in {qualified(schema, name)} means the moment at which this runs: the one that it held is not known."


def _words(tree: Any, times: set[str]) -> Iterator[str]:
    """The words that are read as moments; ``times`` are columns that have such a type, whose defaults need no cast."""
    if isinstance(tree, list):
        for part in tree:
            yield from _words(part, times)
    elif isinstance(tree, dict):
        if (cast := tree.get("TypeCast")) is not None and _is_moment(cast["typeName"]):
            yield from _word(cast["arg"])
        if (column := tree.get("ColumnDef")) is not None and column.get("colname") in times:
            for clause in column.get("constraints", []):
                if clause["Constraint"]["contype"] == "CONSTR_DEFAULT":
                    yield from _word(clause["Constraint"]["raw_expr"])
        command = tree.get("AlterTableCmd", {})
        if command.get("subtype") == "AT_ColumnDefault" and command["name"] in times and "def" in command:
            yield from _word(command["def"])
        for part in tree.values():
            yield from _words(part, times)


def _is_moment(kind: Node) -> bool:
    return kind["names"][-1]["String"]["sval"] in _TYPES and "arrayBounds" not in kind


def _word(node: Node) -> Iterator[str]:
    text: str = node.get("A_Const", {}).get("sval", {}).get("sval", "")
    if text.strip().lower() in _WORDS:
        yield text.strip()
