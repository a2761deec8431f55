"""The operations that give a table an index: of a partitioned one also its partitions, without blocking writes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.names import object_name
from fixer.model import ObjectRef, Operation


def _none(_partition: Table) -> ObjectRef | None:
    return None


@dataclass
class NewIndex:
    """What builds an index on ``columns``: CONCURRENTLY; of a partitioned table of any depth ON ONLY itself,
    CONCURRENTLY on each partition, and attached.

    ``present`` says which index of a partition is to be attached instead of a new one.
    """

    catalog: Catalog
    columns: Sequence[str]
    present: Callable[[Table], ObjectRef | None] = _none
    parents: list[Operation] = field(default_factory=list)
    builds: list[Operation] = field(default_factory=list)
    attachments: list[Operation] = field(default_factory=list)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All of it, in the order in which it has to run."""
        return (*self.parents, *self.builds, *self.attachments)

    def add(self, table: Table) -> ObjectRef:
        """Adds what the table needs. Returns its index."""
        index = self._free_name(table.ref)
        params = {"index": index.name, "table": table.ref, "columns": list(self.columns)}
        if table.partition_key is None:
            self.builds.append(Operation("create_index", params))
            return index
        self.parents.append(Operation("create_index_only", params))
        for partition in self.catalog.partitions(table.ref):
            child = self.present(partition) or self.add(partition)
            self.attachments.append(Operation("attach_index", {"parent": index, "index": child}))
        return index

    def _free_name(self, table: ObjectRef) -> ObjectRef:
        for name in _names(table.name, "_".join(self.columns)):
            place = (table.schema, name)
            if place not in self._taken and self.catalog.relation(*place) is None:
                break
        self._taken.add(place)
        return ObjectRef("index", table.schema, name)


def _names(table: str, columns: str) -> Iterator[str]:
    """PostgreSQL's own name, with a hash where it would be cut, then with numbers."""
    whole = f"{table}_{columns}_idx"
    label = "idx"
    if object_name(table, columns, label) != whole:
        label = f"{hashlib.sha256(whole.encode()).hexdigest()[:8]}_idx"
    number = 0
    while True:
        yield object_name(table, columns, f"{label}{number or ''}")
        number += 1
