"""Which objects a change can have made a difference to: what detectors look at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Object, Policy, Table, Trigger
from fixer.model import ObjectRef
from fixer.sql.quote import target


def owner_of(ref: ObjectRef, catalog: Catalog) -> ObjectRef:
    """The table that an object lives in; the object itself where it lives in none."""
    if ref.table is not None:
        return ObjectRef("table", ref.schema, ref.table)
    item = catalog.get(ref)
    return item.table if isinstance(item, Index | Constraint | Policy | Trigger) else ref


def around(refs: Iterable[ObjectRef], catalog: Catalog) -> frozenset[ObjectRef]:
    """The objects named, the tables they live in, and all that lives in these."""
    found: set[ObjectRef] = set()
    for ref in refs:
        owner = owner_of(ref, catalog)
        found |= {ref, owner}
        if owner.kind == "table":
            found |= {child.ref for child in catalog.children(owner, Object)}
            table = catalog.find(owner, Table)
            if table is not None and table.parent is not None:
                found.add(table.parent)
    return frozenset(found)


def key(rule: str, ref: ObjectRef | None, discriminator: str = "", text: str = "") -> str:
    """A finding's name from run to run: ``missing-comment:public.orders``, with a short hash of what tells it apart."""
    name = f"{rule}:{target(ref) if ref else text}"
    if not discriminator:
        return name
    return f"{name}#{hashlib.sha256(discriminator.encode()).hexdigest()[:8]}"
