"""Columns and tables that are set aside under another name instead of being dropped with their rows.

What else the statement takes along is dropped as it says: views, foreign keys of other tables, the primary key of a column.
A partition or an heir leaves its parent, which would show its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, Object, Sequence, Table
from fixer.ddl.difference import difference
from fixer.lock_safe.step import Rewritten
from fixer.model import ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target


class CannotKeepError(Exception):
    """A statement that takes tables or columns along which it does not name."""


@dataclass
class _Lost:
    """The tables that would be gone, and those that would lose columns, each with these."""

    tables: dict[ObjectRef, Table] = field(default_factory=dict)
    columns: dict[ObjectRef, tuple[Table, list[Column]]] = field(default_factory=dict)


def kept_dropped(kind: str, node: Node, after: Catalog, before: Catalog) -> Rewritten | None:
    """What to do instead of the statement between the catalogs; None where it drops no table and no column.

    Raises CannotKeepError.
    """
    lost = _lost(after, before)
    if not lost.tables and not lost.columns:
        return None
    if kind != "AlterTableStmt" and not (kind == "DropStmt" and node["removeType"] in _TABLES):
        taken = target(next(iter((*lost.tables, *lost.columns))))
        raise CannotKeepError(
            f"it takes {taken} along, or columns of it, which are to be kept: drop what is in its way by itself first"
        )
    found = Rewritten()
    goal = before.overlay()
    for ref in _beside(lost, after, before):
        goal.remove(ref)
    found.say(*(statement.sql for statement in difference(before, goal, concurrently=False)))
    for table in lost.tables.values():
        found.say(*_left(table, lost))
        name = _free_table(table, before)
        found.say(f"ALTER TABLE {target(table.ref)} RENAME TO {identifier(name)}")
        found.notes += _holding(table, name, None, lost, goal)
    for table, columns in lost.columns.values():
        found.say(*_columns(table, columns))
        found.notes += _holding(table, table.ref.name, {column.name for column in columns}, lost, goal)
    return found


_TABLES = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"})


def _lost(after: Catalog, before: Catalog) -> _Lost:
    found = _Lost()
    for ref, was, now in after.changes(before):
        if not isinstance(was, Table) or was.persistence == "t":
            continue
        if now is None:
            found.tables[ref] = was
        elif isinstance(now, Table):
            there = {column.id for column in now.columns}
            columns = [column for column in was.columns if column.id not in there and not column.inherited]
            if columns:
                found.columns[ref] = (was, columns)
    return found


def _beside(lost: _Lost, after: Catalog, before: Catalog) -> Iterator[ObjectRef]:
    """What goes that is no part of what is kept."""
    keys = [
        item.ref
        for table, columns in lost.columns.values()
        for item in before.children(table.ref, Constraint)
        if item.type == "p" and {column.name for column in columns} & {*item.columns}
    ]
    for ref, was, now in after.changes(before):
        if was is None or now is not None or ref in lost.tables:
            continue
        key = was.constraint if isinstance(was, Index) else ref
        if key in keys or _table_of(was) not in (*lost.tables, *lost.columns):
            yield ref


def _table_of(item: Object) -> ObjectRef | None:
    if isinstance(item, Sequence):
        return item.owned_by[0] if item.owned_by is not None else None
    if isinstance(item, Index):
        return item.table
    return ObjectRef("table", item.ref.schema, item.ref.table) if item.ref.table is not None else None


def _left(table: Table, lost: _Lost) -> Iterator[str]:
    """How a table leaves those that would go on showing its rows."""
    if table.parent is not None and table.parent not in lost.tables:
        yield f"ALTER TABLE {target(table.parent)} DETACH PARTITION {target(table.ref)}"
    for parent in table.inherits:
        if parent not in lost.tables:
            yield f"ALTER TABLE {target(table.ref)} NO INHERIT {target(parent)}"


def _columns(table: Table, columns: list[Column]) -> Iterator[str]:
    head = f"ALTER TABLE {target(table.ref)}"
    names = {column.name for column in table.columns}
    for column in columns:
        fills_itself = column.default or column.generated or column.identity
        if column.required and not fills_itself:
            yield f"{head} ALTER COLUMN {identifier(column.name)} DROP NOT NULL"
        number, name = 0, object_name(column.name, "", "dropped")
        while name in names:
            number += 1
            name = object_name(column.name, "", f"dropped{number}")
        names.add(name)
        yield f"{head} RENAME COLUMN {identifier(column.name)} TO {identifier(name)}"


def _free_table(table: Table, catalog: Catalog) -> str:
    number, name = 0, object_name(table.ref.name, "", "dropped")
    while catalog.relation(table.ref.schema, name) is not None:
        number += 1
        name = object_name(table.ref.name, "", f"dropped{number}")
    return name


def _holding(
    table: Table, name: str, columns: set[str] | None, lost: _Lost, catalog: Catalog
) -> Iterator[str]:
    """That what is kept goes on referring to rows of other tables."""
    for key in catalog.children(table.ref, Constraint):
        if (
            key.references is None
            or key.references in lost.tables
            or (columns and not columns & {*key.columns})
        ):
            continue
        does = (
            "take those of {} along" if key.on_delete == "c" else "cannot be deleted while {} refers to them"
        )
        yield f"Rows of {target(key.references)} {does.format(identifier(name))}: {identifier(key.ref.name)} is kept, too."
