"""What a statement that does not fit meets instead, in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, EnumType, External, Function, Object, Table, View
from fixer.catalog.resolve import resolve
from fixer.model import ObjectRef
from fixer.sql.names import names
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier, shown

MOST = 12
"""Columns, labels or the like that are listed."""


def met(sql: str, catalog: Catalog, path: Sequence[str]) -> str:
    """What the names in a statement mean, or, of those that mean nothing, what comes near; empty where it is no SQL."""
    try:
        found = list(names(sql))
    except SqlSyntaxError:
        return ""
    told: dict[str, None] = {}
    for name in found:
        ref = resolve(catalog, name, path)
        item = catalog.get(ref) if ref is not None else None
        if item is not None and not isinstance(item, External):
            told[described(item, catalog)] = None
        elif item is None:
            told |= dict.fromkeys(_like(name.parts, catalog))
    return "; ".join(text for text in told if text)


def described(item: Object, catalog: Catalog) -> str:
    """An object in a few words: a table with its columns and constraints, an enum with its labels."""
    name = f"{item.ref.kind} {shown(item.ref)}"
    if isinstance(item, Table):
        constraints = [c.ref.name for c in catalog.children(item.ref, Constraint)]
        parts = f"{name} with {_listed([column.name for column in item.columns]) or 'no columns'}"
        return f"{parts}, constraints {_listed(constraints)}" if constraints else parts
    if isinstance(item, EnumType):
        return f"{name} of {_listed(list(item.labels))}"
    return name if isinstance(item, View | Function) or item.ref.kind != "schema" else ""


def _listed(found: list[str]) -> str:
    rest = len(found) - MOST
    return ", ".join(map(identifier, found[:MOST])) + (f" and {rest} more" if rest > 0 else "")


def _like(parts: tuple[str, ...], catalog: Catalog) -> Iterator[str]:
    """What is called almost, or just, like something that is not there: overloads among them."""
    wanted = parts[-1]
    refs: dict[str, list[ObjectRef]] = {}
    for item in catalog.objects(Object):
        if item.ref.kind in (
            "table",
            "view",
            "materialized view",
            "function",
            "procedure",
            "type",
            "sequence",
        ):
            refs.setdefault(item.ref.name, []).append(item.ref)
    for name in difflib.get_close_matches(wanted, sorted(refs), 2, 0.8):
        yield from (f"{ref.kind} {shown(ref)}" for ref in refs[name])
