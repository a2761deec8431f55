"""Indexes, CONCURRENTLY."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Table
from fixer.ddl.relations import index_sql
from fixer.lock_safe.change import Change
from fixer.lock_safe.data import duplicates
from fixer.lock_safe.step import Rewritten, Step
from fixer.sql.quote import target
from fixer.values import replace


def create_index(change: Change) -> Rewritten | None:
    """CONCURRENTLY; for a partitioned table ON ONLY itself, CONCURRENTLY on each partition, and attached."""
    made = [item for item in change.made(Index) if isinstance(item, Index)]
    top = next((item for item in made if item.parent is None), None)
    if top is None:
        return None
    found = Rewritten()
    if top.unique:
        found.checks.append(duplicates(top, change.before))
    parents: list[Step] = []
    builds: list[Step] = []
    attachments: list[Step] = []

    def build(index: Index) -> None:
        table = change.after.find(index.table, Table)
        children = [
            child
            for partition in change.after.partitions(index.table)
            for child in change.after.children(partition.ref, Index)
            if child.parent == index.ref
        ]
        alone = replace(index, parent=None)
        if table is None or table.partition_key is None:
            builds.append(built(alone, change.after))
            return
        shell = replace(alone, valid=False) if children else alone
        parents.append(Step(_if_missing(index_sql.create(shell, change.after)[0])))
        for child in children:
            if change.before.get(child.ref) is None:
                build(child)
            text = f"ALTER INDEX {target(index.ref)} ATTACH PARTITION {target(child.ref)}"
            attachments.append(Step(text))

    build(top)
    found.steps = [*parents, *builds, *attachments]
    return found


def built(index: Index, catalog: Catalog) -> Step:
    """The step that builds an index."""
    (apart, *_), (plain, *_) = (index_sql.create(index, catalog, way) for way in (True, False))
    return Step(_if_missing(apart), _if_missing(plain))


def _if_missing(sql: str) -> str:
    """CREATE INDEX that may be run again after a file that failed half-way."""
    return re.sub(r"^CREATE (UNIQUE )?INDEX (CONCURRENTLY )?", r"CREATE \1INDEX \2IF NOT EXISTS ", sql)


def drop_index(change: Change) -> Rewritten | None:
    """CONCURRENTLY, one by one, where PostgreSQL can: not for a partitioned table's (documentation, DROP INDEX)."""
    if change.node.get("behavior") == "DROP_CASCADE":
        return None
    gone = [item for _ref, item, now in change.after.changes(change.before) if now is None]
    found = Rewritten()
    for item in gone:
        if not isinstance(item, Index) or item.parent is not None:
            continue
        apart, plain = (index_sql.drop(item, change.before, way)[0] for way in (True, False))
        found.steps.append(Step(apart, plain))
    return found if found.steps else None
