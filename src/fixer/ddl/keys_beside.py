"""The constraints that a foreign key has besides, one for each partition of the table that it refers to (addFkRecurseReferenced
and CloneFkReferenced in tablecmds.c): nothing shows them, but they have names, which are not free then. From PostgreSQL 18 on
these are no names that it would choose for another key.
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.ddl.base import with_partitions
from fixer.ddl.names import free_constraint_name
from fixer.model import ObjectRef
from fixer.values import replace

NAMED_AFTER_KEY = 18
"""From this version on what comes with a partition is called after the key, before it as a key of its columns is."""


def name_for(catalog: Catalog, table: ObjectRef, key: Constraint) -> str:
    """What comes with a partition is called on a table that has a constraint of the key's name (addFkConstraint)."""
    if catalog.major >= NAMED_AFTER_KEY:
        return free_constraint_name(catalog, table.schema, key.ref.name, "", "")
    return default_name(catalog, table, key.columns)


def default_name(catalog: Catalog, table: ObjectRef, columns: tuple[str, ...]) -> str:
    """PostgreSQL's own choice for a foreign key (ChooseConstraintName)."""
    second = "_".join(columns)
    return free_constraint_name(catalog, table.schema, table.name, second, "fkey", _taken(catalog, table))


def add(catalog: Catalog, key: ObjectRef, partitions: list[ObjectRef]) -> None:
    """A key gets one for each of these partitions, and for those below them."""
    if catalog.major >= NAMED_AFTER_KEY:
        return
    for partition in (below for one in partitions for below in with_partitions(catalog, one)):
        made = catalog.find(key, Constraint)
        if made is not None:
            named = (partition, default_name(catalog, made.table, made.columns))
            catalog.put(replace(made, beside=(*made.beside, named)))


def to_partition(catalog: Catalog, table: Table) -> None:
    """The keys that refer to a partitioned table get one each for a table that becomes its partition."""
    parent = table.parent
    while parent is not None:
        for key in catalog.referrers(parent):
            if key.clone_of is None:
                add(catalog, key.ref, [table.ref])
        above = catalog.find(parent, Table)
        parent = above.parent if above is not None else None


def _taken(catalog: Catalog, table: ObjectRef) -> set[str]:
    """The names of those that a table's keys have: they go with their partition."""
    return {
        name
        for key in catalog.children(table, Constraint)
        if key.references is not None
        for partition, name in key.beside
        if _is_below(catalog, partition, key.references)
    }


def _is_below(catalog: Catalog, partition: ObjectRef, table: ObjectRef) -> bool:
    found = catalog.find(partition, Table)
    parent = found.parent if found is not None else None
    return parent is not None and (parent == table or _is_below(catalog, parent, table))
