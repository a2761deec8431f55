"""Columns of text that policies compare with ``auth.uid()``: no session can act for a user there but under a uuid."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Policy
from fixer.model import ObjectRef
from fixer.sql.canonical import columns as columns_of

_USER = re.compile(r"\bauth\s*\.\s*uid\s*\(", re.IGNORECASE)
"""Supabase's function: the ``sub`` of the token, cast to uuid."""
_LENGTH = 36
Place = tuple[ObjectRef, str]


def user_ids(catalogs: Iterable[Catalog]) -> frozenset[Place]:
    """Table and name of each, and of the keys that such columns refer to."""
    found: set[Place] = set()
    for catalog in catalogs:
        found |= {place for policy in catalog.objects(Policy) for place in _compared(policy, catalog)}
        found |= _referred_to(found, catalog) if found else set()
    return frozenset(found)


def _compared(policy: Policy, catalog: Catalog) -> Iterable[Place]:
    table = catalog.table(policy.ref.schema, policy.ref.table or "")
    texts = [text for text in (policy.using, policy.check) if text and _USER.search(text)]
    names = {name for text in texts for name in columns_of(text)}
    columns = table.columns if table is not None else ()
    return [
        (table.ref, column.name) for column in columns if table and column.name in names and _fits(column)
    ]


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
