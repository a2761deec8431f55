"""What policies want of values: uuids in text that they compare with ``auth.uid()``, NULL where they ask for IS NULL.

No session can act for a user but under a uuid there, and nobody sees a row that is marked as deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Function, Policy, Table
from fixer.ddl.texts.depends import needs
from fixer.model import ObjectRef
from fixer.sql.quote import unquoted

_USER = re.compile(r"\bauth\s*\.\s*uid\s*\(", re.IGNORECASE)
"""Supabase's function: the ``sub`` of the token, cast to uuid."""
_LENGTH = 36
Place = tuple[ObjectRef, str]


def user_id(number: int) -> str:
    """The n-th user's id."""
    return f"00000000-0000-4000-8000-{number + 1:012x}"


def user_ids(catalogs: Iterable[Catalog]) -> frozenset[Place]:
    """Table and name of each, and of the keys that such columns refer to."""
    found: set[Place] = set()
    for catalog in catalogs:
        asks = _asking(catalog)
        found |= {place for policy in catalog.objects(Policy) for place in _compared(policy, catalog, asks)}
        found |= _referred_to(found, catalog) if found else set()
    return frozenset(found)


_IS_NULL = re.compile(r'(?:(?:\w+|"[^"]+")\s*\.\s*)*(?P<column>\w+|"[^"]+")\s+is\s+null\b', re.IGNORECASE)


def left_null(catalogs: Iterable[Catalog]) -> frozenset[Place]:
    """Table and name of each column that a policy on its table wants to be NULL."""
    return frozenset(
        (table.ref, name)
        for catalog in catalogs
        for policy in catalog.objects(Policy)
        for text in (policy.using, policy.check)
        for found in _IS_NULL.finditer(text or "")
        if (table := catalog.find(policy.table, Table)) is not None
        and (column := table.column(name := unquoted(found["column"]))) is not None
        and not column.required
    )


def _asking(catalog: Catalog) -> re.Pattern[str]:
    """Calls that tell the user: of Supabase's function, and of the schema's own that call it, at however many removes."""
    functions = [item for item in catalog.objects(Function) if item.body]
    pattern, known = _USER, 0
    while True:
        names = {item.ref.name for item in functions if pattern.search(item.source)}
        if len(names) == known:
            return pattern
        known = len(names)
        listed = "|".join(map(re.escape, sorted(names)))
        pattern = re.compile(rf'{_USER.pattern}|\b(?:{listed})"?\s*\(', re.IGNORECASE)


def _compared(policy: Policy, catalog: Catalog, asks: re.Pattern[str]) -> Iterator[Place]:
    """The columns of a policy that asks for the user: its own table's, and those of tables that it reads."""
    if not any(asks.search(text) for text in (policy.using, policy.check) if text):
        return
    for ref in needs(policy, catalog):
        table = catalog.table(ref.schema, ref.table or "") if ref.kind == "column" else None
        column = table.column(ref.name) if table is not None else None
        if table is not None and column is not None and _fits(column):
            yield table.ref, column.name


def _fits(column: Column) -> bool:
    size = re.match(r"\((\d+)", column.type.modifiers)
    return column.type.name in ("text", "varchar", "citext") and (size is None or int(size[1]) >= _LENGTH)


def _referred_to(places: set[Place], catalog: Catalog) -> set[Place]:
    """The columns that these get their values from, at however many removes."""
    keys: dict[Place, list[Place]] = {}
    for key in catalog.objects(Constraint):
        if key.type == "f" and key.references is not None:
            table = ObjectRef("table", key.ref.schema, key.ref.table or "")
            far = key.references._replace(kind="table")
            for mine, theirs in zip(key.columns, key.referenced_columns, strict=False):
                keys.setdefault((table, mine), []).append((far, theirs))
    found, open_ = set(places), list(places)
    while open_:
        new = [place for place in keys.get(open_.pop(), ()) if place not in found]
        found.update(new)
        open_ += new
    return found
