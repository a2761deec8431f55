"""When two expressions say the same, and when one CHECK already does what another would.

An expression is read from libpg_query's tree into nested tuples (a *form*) in which the spellings that
people and pg_get_constraintdef use for one thing coincide. What only a column's type can decide is decided
by ``types`` (column name → type, as in ``character varying(50)``). Without it, a column that is compared
with plain words or measured is taken for text, varchar or an enum, never for citext, bytea, character(n) or
a row; where the answer would depend on more than that, the forms stay different.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pglast import parser

from fixer.sql import parse
from fixer.sql.canonical.forms import Form
from fixer.sql.canonical.implication import Implication
from fixer.sql.canonical.reader import Reader
from fixer.sql.parse import Node, SqlSyntaxError

__all__ = ["canonical", "columns", "equivalent", "implies"]

Types = Mapping[str, str]


def canonical(expression: str, types: Types | None = None) -> Form:
    """A hashable value that is equal for expressions that mean the same. Raises SqlSyntaxError."""
    node = _parsed(expression)
    try:
        return Reader(types or {}).read(node)
    except RecursionError:  # hundreds of nested operators: only the same tokens are the same expression then
        return _verbatim(expression)


def equivalent(a: str, b: str, types: Types | None = None) -> bool:
    """Whether both always give the same value; False when that is not known. Raises SqlSyntaxError."""
    return canonical(a, types) == canonical(b, types)


def implies(existing: str, wanted: str, types: Types | None = None) -> bool:
    """Whether every row that passes CHECK (existing) passes CHECK (wanted). Raises SqlSyntaxError.

    A CHECK passes on true and on NULL. False means no, or not known.
    """
    fact, goal = canonical(existing, types), canonical(wanted, types)
    try:
        return Implication(Reader(types or {})).proves(fact, goal)
    except RecursionError:
        return fact == goal


@lru_cache(maxsize=1 << 14)
def columns(expression: str) -> frozenset[str]:
    """The columns that an expression uses, bare or qualified, without those inside sub-selects.

    Raises SqlSyntaxError.
    """
    found: set[str] = set()
    pending: list[Any] = [_parsed(expression)]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending += part
        elif isinstance(part, dict):
            pending += [value for key, value in part.items() if key != "subselect"]
            fields = part.get("ColumnRef", {}).get("fields", [])
            if fields and "String" in fields[-1]:
                found.add(fields[-1]["String"]["sval"])
    return frozenset(found)


def _verbatim(expression: str) -> Form:
    tokens = (token for token in parser.scan(expression) if not token.name.endswith("COMMENT"))
    return ("verbatim", *(expression[token.start : token.end + 1] for token in tokens))


# what may stand behind an expression in a SELECT, and would be dropped with it without a word
_CLAUSE = re.compile(
    r"\b(?:all|distinct|into|having|window|offset|for|union|intersect|except)\b|;", re.IGNORECASE
)


def _parsed(expression: str) -> Node:
    """The one expression in the text, and nothing else: in parentheses no clause can follow it."""
    try:
        node = parse.expression(expression)
        if _CLAUSE.search(expression):
            parse.expression(f"({expression}\n)")
    except ValueError:
        raise SqlSyntaxError("not a single expression", 0) from None
    return node
