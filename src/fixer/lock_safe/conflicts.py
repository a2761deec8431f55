"""Rows that an exclusion constraint, or a key WITHOUT OVERLAPS, does not let be beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, RangeType, Table
from fixer.ddl.base import Session
from fixer.ddl.queries.assignable import bare, ordered
from fixer.ddl.queries.expression_type import type_of
from fixer.ddl.relations.partition_key import element_expression
from fixer.ddl.texts.held_texts import EXCLUSION
from fixer.lock_safe.data import alone
from fixer.model import Check
from fixer.sql.parse import Node, expression, statement
from fixer.sql.quote import identifier, shown
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType
from fixer.values import Value

_RANGES = frozenset({"int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"})


class _Element(Value, frozen=True):
    """An expression, and the operator that is to be true of no two rows."""

    text: str
    operator: str


def conflicts(own: Constraint, table: Table, catalog: Catalog) -> Check:
    """Rows that have another one beside them for which all operators are true: never where one is NULL."""
    elements, where = _of_key(own) if own.exclusion is None else _of_exclusion(own.exclusion)
    keys = catalog.primary_key(own.table)
    values = [f"v{number}" for number in range(len(elements))]
    shows = [f"k{number}" for number in range(len(keys))]
    listed = ", ".join(["ctid", *(one.text for one in elements), *map(identifier, keys)])
    names = ", ".join(["place", *values, *shows])
    rows = f"(SELECT {listed} FROM {alone(own.table, catalog)}{f' WHERE {where}' if where else ''})"  # noqa: S608  quoted
    fields = [f"r.{name} AS {identifier(key)}" for name, key in zip(shows, keys, strict=True)] or ["r.*"]
    said = ", ".join(f"{one.text} WITH {one.operator}" for one in elements)
    if _overlap(elements, table, catalog):
        found = _of_neighbours(rows, names, values, shows)
        what = "overlap a later one"
    else:
        pairs = zip(values, elements, strict=True)
        beside = " AND ".join(f"r.{name} {one.operator} o.{name}" for name, one in pairs)
        other = f"SELECT FROM {rows} AS o ({names}) WHERE o.place <> r.place AND {beside}"
        found = f"{rows} AS r ({names}) WHERE EXISTS ({other})"
        what = "exclude each other"
    query = f"SELECT {', '.join(fields)} FROM {found}"  # noqa: S608  quoted
    return Check(query, f"rows of {shown(own.table)} that {what} ({said})", len(keys))


def _overlap(elements: Sequence[_Element], table: Table, catalog: Catalog) -> bool:
    """Whether all but one value are equal, and that one is a range that overlaps."""
    ranges = [one for one in elements if one.operator != "="]
    others = [_type(one, table, catalog) for one in elements if one.operator == "="]
    if [one.operator for one in ranges] != ["&&"] or not all(
        kind and ordered(catalog, kind) for kind in others
    ):
        return False
    kind = _type(ranges[0], table, catalog)
    named = kind is not None and not kind.array and bare(catalog, kind)
    if not named:
        return False
    return named.name in _RANGES or isinstance(catalog.type(named.schema, named.name), RangeType)


def _type(element: _Element, table: Table, catalog: Catalog) -> DataType | None:
    node = expression(element.text)
    called = node.get("FuncCall", {}).get("funcname", [{}])[-1].get("String", {}).get("sval")
    if called in _RANGES:
        return DataType("pg_catalog", called)
    return type_of(catalog, Session(), node, table.columns)


def _of_neighbours(rows: str, names: str, values: Sequence[str], shows: Sequence[str]) -> str:
    """Of ranges in order, one that overlaps any later one overlaps the next, which begins no later: each is held against one,
    not against all.
    """
    *equal, last = values
    order = ", ".join((last, *shows))
    within = f"PARTITION BY {', '.join(equal)} " if equal else ""
    given = " AND ".join((*(f"{name} IS NOT NULL" for name in equal), f"NOT isempty({last})"))
    place = f"OVER ({within}ORDER BY {order})"
    beside = f"SELECT *, lead({last}) {place} AS follows FROM {rows} AS s ({names}) WHERE {given}"  # noqa: S608  quoted
    return f"({beside}) AS r WHERE r.{last} && r.follows"


def _of_key(key: Constraint) -> tuple[list[_Element], str]:
    """A key's rows are equal, and overlap in its last column (documentation, CREATE TABLE, WITHOUT OVERLAPS)."""
    *equal, last = map(identifier, key.columns)
    return [*(_Element(name, "=") for name in equal), _Element(last, "&&")], ""


def _of_exclusion(exclusion: str) -> tuple[list[_Element], str]:
    text = EXCLUSION + exclusion
    tokens, node = Tokens(text), _constraint(text)
    opening = tokens.find("(", tokens.find("exclude"))
    elements = []
    for (begin, _end), item in zip(tokens.commas(opening + 1), node["exclusions"], strict=True):
        element, operator = item["List"]["items"]
        elements.append(
            _Element(element_expression(tokens, begin, element["IndexElem"]), _operator(operator))
        )
    where = tokens.find("where", tokens.closing(opening) + 1)
    return elements, tokens.inside(where + 1) if where >= 0 else ""


def _constraint(text: str) -> Node:
    _kind, node = statement(text)
    found: Node = node["cmds"][0]["AlterTableCmd"]["def"]["Constraint"]
    return found


def _operator(node: Node) -> str:
    *schema, name = [item["String"]["sval"] for item in node["List"]["items"]]
    return f"OPERATOR({'.'.join(map(identifier, schema))}.{name})" if schema else str(name)
