"""The collation that an expression of a query derives from its parts.

PostgreSQL documentation, 24.2.1 Concepts: an explicit COLLATE wins, else the one that is not the default; the result of
a function, operator or cast has it too, where its type can be collated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, DomainType
from fixer.sql.parse import Node
from fixer.sql.types import DataType

_COLLATED = frozenset({"text", "varchar", "bpchar", "name", "unknown", ""})
"""Types of pg_catalog that can be collated, and those that stand for what is not known yet (pg_type.typcollation)."""


def parts_of(node: Node) -> list[Node]:
    """The parts of an expression that its type and collation may come from."""
    ((kind, inner),) = node.items()
    return _PARTS[kind](inner) if kind in _PARTS else []


def derived(catalog: Catalog, parts: Iterable[tuple[Node, Column]]) -> str | None:
    """The collation of what is made of ``parts``, each with the column that it would be. None is the default one."""
    collations = ((node, column.collation or _of_type(catalog, column.type)) for node, column in parts)
    found = [(_is_explicit(node), collation) for node, collation in collations if collation is not None]
    for strength in (True, False):
        said = {collation for explicit, collation in found if explicit is strength}
        if said:
            return said.pop() if len(said) == 1 else None  # PostgreSQL refuses a column of two
    return None


def collation_of(catalog: Catalog, column: Column) -> str | None:
    """The collation of a column, its own or its type's. None is the default one."""
    said = (column.collation or _of_type(catalog, column.type) or "").removeprefix("pg_catalog.")
    return None if said in ("", "default") else said


def can_be_collated(kind: DataType) -> bool:
    """Whether a type of pg_catalog may have a collation."""
    return kind.schema == "pg_catalog" and kind.name in _COLLATED


def _is_explicit(node: Node) -> bool:
    return "CollateClause" in node or any(map(_is_explicit, parts_of(node)))


def _of_type(catalog: Catalog, kind: DataType) -> str | None:
    if kind.schema == "pg_catalog":
        return "C" if kind.name == "name" else None
    found = catalog.type(kind.schema, kind.name)
    return found.collation if isinstance(found, DomainType) else None


def _results(node: Node) -> list[Node]:
    """What COALESCE, GREATEST, LEAST or CASE may give."""
    given = [item["CaseWhen"]["result"] if "CaseWhen" in item else item for item in node.get("args", [])]
    return given + ([node["defresult"]] if "defresult" in node else [])


def _operands(node: Node) -> list[Node]:
    return [node[side] for side in ("lexpr", "rexpr") if side in node and "List" not in node[side]]


_PARTS: dict[str, Callable[[Node], list[Node]]] = {
    "FuncCall": lambda node: list(node.get("args", [])),
    "TypeCast": lambda node: [node["arg"]],
    "A_Expr": _operands,
    "A_ArrayExpr": lambda node: list(node.get("elements", [])),
    "CoalesceExpr": _results,
    "MinMaxExpr": _results,
    "CaseExpr": _results,
}
