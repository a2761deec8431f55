"""Rows that texts write, ``ROW(1, 'x')::pair``, once their type gets or loses an attribute: PostgreSQL keeps them with a value for
each, NULL for one that comes (get_rule_expr in ruleutils.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.base import Session
from fixer.ddl.names import type_named
from fixer.ddl.texts.held_texts import HeldText, with_held
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType

_Edit = Callable[[Tokens, int, int], Iterator[TextEdit]]
"""What changes a row, from where it begins and where its parenthesis opens."""
_FEWEST = 2
"""Values of a row that is written without ROW."""


def with_value(item: Object, catalog: Catalog, kind: ObjectRef) -> Object:
    """Gives the rows of a type NULL for an attribute that it has got behind the others."""
    return with_held(item, lambda held: _changed(held, catalog, kind, _longer))


def without_value(item: Object, catalog: Catalog, kind: ObjectRef, position: int) -> Object:
    """Takes from the rows of a type the value of an attribute that goes, by its position from 0."""

    def shorter(tokens: Tokens, first: int, opening: int) -> Iterator[TextEdit]:
        pieces = tokens.commas(opening + 1)
        if position >= len(pieces):
            return
        begin, end = pieces[position]
        if position + 1 < len(pieces):
            yield tokens.start(begin), tokens.start(pieces[position + 1][0]), ""
        else:
            yield tokens.end(begin - 1 if position == 0 else begin - 2), tokens.end(end - 1), ""
        if first == opening and len(pieces) <= _FEWEST:
            yield tokens.start(first), tokens.start(first), "ROW"

    return with_held(item, lambda held: _changed(held, catalog, kind, shorter))


def _longer(tokens: Tokens, first: int, opening: int) -> Iterator[TextEdit]:
    closing = tokens.closing(opening)
    yield tokens.start(closing), tokens.start(closing), ", NULL" if closing > opening + 1 else "NULL"


def _changed(held: HeldText, catalog: Catalog, kind: ObjectRef, edit: _Edit) -> str:
    if not _may_have(held, kind):
        return held.text
    text = held.statement
    try:
        top, tree = statement(text)
    except (SqlSyntaxError, ValueError):
        return held.text
    tokens, offsets = Tokens(text), Offsets(text)
    edits: list[TextEdit] = []
    for row in _rows(held, {top: tree}, catalog, kind):
        first = tokens.at(offsets.char(row.get("location", 0)))
        edits += edit(tokens, first, first if tokens.words[first] == "(" else first + 1)
    return held.out_of(apply(text, edits)) if edits else held.text


def _may_have(held: HeldText, kind: ObjectRef) -> bool:
    """Whether it is worth parsing."""
    if held.wanted is not None and held.wanted.name == kind.name:
        return True
    lower = held.text.lower()
    return kind.name.lower() in lower and any(word in lower for word in _GIVES_TYPE)


_GIVES_TYPE = ("::", "cast", "default")


def _rows(held: HeldText, tree: Node, catalog: Catalog, kind: ObjectRef) -> Iterator[Node]:
    """The rows of the type that a text writes: what is cast to it, and what a default is of."""
    for node in nodes([tree]):
        for name, value in _CAST.items():
            inner = node.get(name, {})
            if value in inner and (named := inner.get(_TYPE[name])) is not None:
                yield from _values(inner[value], type_named(catalog, Session(), named), kind)
    if held.wanted is not None:
        yield from _values(tree["SelectStmt"]["whereClause"], held.wanted, kind)


_CAST = {"TypeCast": "arg", "FunctionParameter": "defexpr"}
_TYPE = {"TypeCast": "typeName", "FunctionParameter": "argType"}


def _values(node: Node, wanted: DataType, kind: ObjectRef) -> Iterator[Node]:
    """The rows in what is a value of ``wanted``: itself, or the elements of an array."""
    if (wanted.schema, wanted.name) != (kind.schema, kind.name):
        return
    if not wanted.array:
        yield from (node[name] for name in ("RowExpr",) if name in node)
        return
    for element in node.get("A_ArrayExpr", {}).get("elements", []):
        yield from _values(element, DataType(wanted.schema, wanted.name), kind)
