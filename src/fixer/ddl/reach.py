"""The tables that a statement about rows reaches besides those that it names (src/backend/commands/tablecmds.c, ExecuteTruncate)."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.model import ObjectRef


def below(catalog: Catalog, table: ObjectRef) -> list[ObjectRef]:
    """A table with its partitions and the tables that inherit from it, of any depth."""
    children = [*catalog.partitions(table), *catalog.heirs(table)]
    return [table, *(ref for child in children for ref in below(catalog, child.ref))]


def default_partition(catalog: Catalog, table: ObjectRef) -> list[ObjectRef]:
    """The default partition of a table, if it has one: what it takes changes with every other partition that comes or goes."""
    return [part.ref for part in catalog.partitions(table) if (part.bound or "").upper() == "DEFAULT"]


def with_other_parents(catalog: Catalog, table: ObjectRef, column: str) -> list[ObjectRef]:
    """The tables below that have a column from a parent which is not below the table, too: it does not change with this one's."""
    tree = below(catalog, table)
    found = [catalog.find(ref, Table) for ref in tree[1:]]
    others = {
        heir.ref: [ref for ref in heir.inherits if ref not in tree] for heir in found if heir is not None
    }
    return [
        ref
        for ref, parents in others.items()
        if any((parent := catalog.find(one, Table)) and parent.column(column) for one in parents)
    ]


def copies(catalog: Catalog, constraint: ObjectRef, table: ObjectRef) -> list[Constraint]:
    """What the partitions and heirs of a table have directly from its constraint."""
    children = catalog.partitions(table) + catalog.heirs(table)
    own = (copy for child in children for copy in catalog.children(child.ref, Constraint))
    return [copy for copy in own if copy.clone_of == constraint]


def referring(catalog: Catalog, tables: Iterable[ObjectRef]) -> list[Constraint]:
    """The foreign keys by which tables that are not among these refer to them, or to what they are partitions of."""
    own = set(tables)
    found: dict[ObjectRef, Constraint] = {}
    for ref in own:
        for key in (key for place in upwards(catalog, ref) for key in catalog.referrers(place)):
            if key.table not in own:
                found[key.ref] = key
    return sorted(found.values(), key=lambda key: str(key.ref))


def cascaded(catalog: Catalog, tables: Iterable[ObjectRef]) -> list[ObjectRef]:
    """These tables and all that TRUNCATE … CASCADE empties with them."""
    found = list(dict.fromkeys(tables))
    while keys := referring(catalog, found):
        found += dict.fromkeys(ref for key in keys for ref in below(catalog, key.table) if ref not in found)
    return found


def upwards(catalog: Catalog, ref: ObjectRef) -> list[ObjectRef]:
    """A table, what it is a partition of, what that is one of, and so on."""
    table = catalog.find(ref, Table)
    above = upwards(catalog, table.parent) if table is not None and table.parent is not None else []
    return [ref, *above]
