"""The function calls of an expression: where each stands, what it depends on, and the expression with one changed.

Edits go by position, so that what the author wrote around a call stays as it is, and are held against the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from fixer.sql import parse
from fixer.sql.parse import Node, Offsets, nodes, without_places
from fixer.sql.tokens import Tokens
from fixer.values import Value

_PREFIX = len("SELECT ")
"""What ``parse.expression`` puts in front, in bytes."""


class Call(Value, frozen=True):
    """One call. ``parts`` is the function's name as PostgreSQL reads it; offsets are characters of the expression."""

    parts: tuple[str, ...]
    start: int
    end: int
    """After the closing parenthesis."""
    arguments: int
    constant: bool
    """No argument uses a column or a sub-select: the call gives the same in every row, if its function does."""
    once: bool
    """It stands in a sub-select without FROM and columns, which PostgreSQL asks once per statement (an InitPlan)."""
    compared: bool
    """Between it and the whole there are only AND, comparisons, casts, NULLIF and sub-selects that are a value: where
    the call is NULL, so is the comparison, and the row does not pass."""


class _Place(Value, frozen=True):
    """What lies between the whole expression and a node."""

    once: bool = False
    compared: bool = True
    below: bool = False
    """Below a comparison."""


@lru_cache(maxsize=4096)
def calls(expression: str) -> tuple[Call, ...]:
    """The calls in the order of the text; none for those in SQL's own words (EXTRACT, CURRENT_USER) or in FROM.

    Raises SqlSyntaxError.
    """
    tokens, offsets = Tokens(expression), Offsets(expression)
    found = []
    for node, place in _walk(parse.expression(expression)):
        parts = tuple(part["String"]["sval"] for part in node["funcname"])
        start = offsets.char(node["location"] - _PREFIX)
        opening = tokens.find("(", tokens.at(start))
        if opening < 0 or node.get("funcformat") == "COERCE_SQL_SYNTAX":
            continue
        arguments = node.get("args", [])
        end = tokens.end(tokens.closing(opening))
        constant = not _uses(arguments, ("ColumnRef", "SubLink"))
        found.append(Call(parts, start, end, len(arguments), constant, place.once, place.compared))
    return tuple(sorted(set(found), key=lambda call: call.start))


def _walk(root: Node) -> Iterator[tuple[Node, _Place]]:
    pending: list[tuple[Any, _Place]] = [(root, _Place())]
    while pending:
        part, place = pending.pop()
        if isinstance(part, list):
            pending += [(item, place) for item in part]
        elif isinstance(part, dict):
            if "FuncCall" in part:
                yield part["FuncCall"], place
            pending += [
                (value, _within(key, value, place)) for key, value in part.items() if key != "RangeFunction"
            ]


def _within(kind: str, node: Any, place: _Place) -> _Place:
    """The place of what a node holds."""
    if not kind[:1].isupper() or not isinstance(node, dict):
        return place
    if kind == "SubLink":
        query = node["subselect"].get("SelectStmt", {})
        bare = "fromClause" not in query and "valuesLists" not in query and not _uses(query, ("ColumnRef",))
        value = bare and node.get("subLinkType") == "EXPR_SUBLINK"
        return _Place(place.once or bare, place.compared and value, place.below)
    if kind == "BoolExpr":
        fits = node["boolop"] == "AND_EXPR" and not place.below
        return _Place(place.once, place.compared and fits, place.below)
    if kind == "A_Expr":
        nullif = node["kind"] == "AEXPR_NULLIF"
        fits = nullif or (node["kind"] in ("AEXPR_OP", "AEXPR_IN") and _strict(node))
        return _Place(place.once, place.compared and fits, True)
    if kind in ("TypeCast", "SelectStmt", "ResTarget", "TypeName", "List"):
        return place
    return _Place(place.once, False, place.below)


def _strict(node: Node) -> bool:
    """Whether the operator is one of PostgreSQL's that give NULL for a NULL."""
    return node["name"][-1]["String"]["sval"] in ("=", "<", "<=", ">", ">=", "<>")


def _uses(tree: Any, kinds: Iterable[str]) -> bool:
    return any(kind in node for node in nodes(tree) for kind in kinds)


def asked_once(expression: str, wanted: Iterable[Call]) -> tuple[str, tuple[Call, ...]]:
    """The expression with these calls as ``(select …)``, and which of them: not those that would mean something else.

    ``= ANY (f())`` is one: behind ANY a sub-select is a set of rows, not an array. A call within another one of these
    is asked with that. Raises SqlSyntaxError.
    """
    return _asked_once(expression, tuple(wanted))


@lru_cache(maxsize=4096)  # policies of many tables say the same
def _asked_once(expression: str, listed: tuple[Call, ...]) -> tuple[str, tuple[Call, ...]]:
    outer = [call for call in listed if not any(_holds(other, call) for other in listed)]
    done = []
    for call in sorted(outer, key=lambda call: -call.start):
        written = expression[call.start : call.end]
        changed = f"{expression[: call.start]}(select {written}){expression[call.end :]}"
        if _flat(changed) == _flat(expression):
            expression = changed
            done.append(call)
    return expression, tuple(reversed(done))


def _holds(outer: Call, call: Call) -> bool:
    return outer != call and outer.start <= call.start and call.end <= outer.end


def _flat(expression: str) -> Any:
    """The tree with each ``(select value)`` as the value."""
    return _unwrapped(without_places(parse.expression(expression)))


def _unwrapped(node: Any) -> Any:
    if isinstance(node, list):
        return [_unwrapped(item) for item in node]
    if not isinstance(node, dict):
        return node
    link = node.get("SubLink", {})
    query = link.get("subselect", {}).get("SelectStmt", {})
    if link.get("subLinkType") == "EXPR_SUBLINK" and set(query) <= {"targetList", "limitOption", "op"}:
        return _unwrapped(query["targetList"][0]["ResTarget"]["val"])
    return {key: _unwrapped(value) for key, value in node.items()}
