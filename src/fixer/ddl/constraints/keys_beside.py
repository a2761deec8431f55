"""The constraints that a foreign key has besides, one for each partition of the table that it refers to (addFkRecurseReferenced
and CloneFkReferenced in tablecmds.c): nothing shows them, but they have names, which are not free then. From PostgreSQL 18 on
these are no names that it would choose for another key.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Object, Table
from fixer.ddl.base import Session, with_partitions
from fixer.ddl.names import free_constraint_name, object_name
from fixer.model import ObjectRef
from fixer.sql.quote import target
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
    return free_constraint_name(catalog, table.schema, table.name, second, "fkey", taken(catalog, table))


def add(catalog: Catalog, session: Session, key: ObjectRef, partitions: list[ObjectRef]) -> None:
    """A key gets one for each of these partitions, and for those below them."""
    if catalog.major >= NAMED_AFTER_KEY or not partitions:
        return
    for partition in (below for one in partitions for below in with_partitions(catalog, one)):
        made = catalog.find(key, Constraint)
        if made is not None:
            named = (partition, default_name(catalog, made.table, made.columns))
            catalog.put(replace(made, beside=(*made.beside, named)))
    added = catalog.find(key, Constraint)
    for crowded in _crowded(catalog, added.table) if added is not None else ():
        taken_by = "until PostgreSQL 17 the partitions that are there by then take it"
        message = f"{target(crowded)} cannot be made anew by its name: {taken_by}"
        if message not in session.said:
            session.said.add(message)
            session.notes.append(message)


def turn(key: Object) -> tuple[int, int, str]:
    """In which turn a key is made, so that what comes with it takes the name of none that comes later, if that can be: those
    without any first, then those that are called as this is.
    """
    if not isinstance(key, Constraint) or not key.beside:
        return 0, 0, ""
    alike = re.fullmatch(rf"{re.escape(_name(key, ''))}\d*", key.ref.name)
    return 1 if alike else 2, len(key.ref.name), key.ref.name


def to_partition(catalog: Catalog, session: Session, table: Table) -> None:
    """The keys that refer to a partitioned table get one each for a table that becomes its partition."""
    parent = table.parent
    while parent is not None:
        for key in catalog.referrers(parent):
            if key.clone_of is None:
                add(catalog, session, key.ref, [table.ref])
        above = catalog.find(parent, Table)
        parent = above.parent if above is not None else None


def _crowded(catalog: Catalog, table: ObjectRef) -> Iterator[ObjectRef]:
    """The keys of a table whose names are taken where all are made once the partitions are there."""
    every = [key for key in catalog.children(table, Constraint) if key.clone_of is None]
    busy = {key.ref.name for key in every if not key.beside}
    for key in sorted((key for key in every if key.beside), key=turn):
        if key.ref.name in busy:
            yield key.ref
        busy.add(key.ref.name)
        for _partition in _there(catalog, key):
            numbers = (_name(key, number or "") for number in itertools.count())
            busy.add(next(name for name in numbers if name not in busy))


def _name(key: Constraint, number: int | str) -> str:
    return object_name(key.table.name, "_".join(key.columns), f"fkey{number}")


def taken(catalog: Catalog, table: ObjectRef) -> set[str]:
    """The names of those that a table's keys have: they go with their partition."""
    return {name for key in catalog.children(table, Constraint) for name in _there(catalog, key)}


def _there(catalog: Catalog, key: Constraint) -> list[str]:
    if key.references is None:
        return []
    return [name for partition, name in key.beside if _is_below(catalog, partition, key.references)]


def _is_below(catalog: Catalog, partition: ObjectRef, table: ObjectRef) -> bool:
    found = catalog.find(partition, Table)
    parent = found.parent if found is not None else None
    return parent is not None and (parent == table or _is_below(catalog, parent, table))
