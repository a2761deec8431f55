"""The sequence behind an identity column: the catalog keeps it as the column's options, statements go by its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Grant, Identity, Object, Sequence, Table
from fixer.ddl.base import Session
from fixer.ddl.names import existing, split
from fixer.ddl.owner import with_owner
from fixer.ddl.relations.identity import changed_identity, numbered_by, sequence_of
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified
from fixer.values import replace


def column_of(catalog: Catalog, session: Session, parts: list[str]) -> tuple[Table, Column] | None:
    """The table and the identity column whose sequence has this name; None where no column's has."""
    schema, name = split(parts)
    for candidate in (schema,) if schema else session.search_path:
        for table in _likely(catalog, candidate, name):
            for column in table.columns:
                if column.identity is not None and sequence_of(table, column)[1] == name:
                    return table, column
    return None


def _likely(catalog: Catalog, schema: str, name: str) -> Iterator[Table]:
    """Tables that the sequence's name begins with, as default names do; then all, since that name can be any."""
    pieces = name.split("_")
    for count in range(1, len(pieces)):
        table = catalog.find(ObjectRef("table", schema, "_".join(pieces[:count])), Table)
        if table is not None:
            yield table
    yield from (table for table in catalog.objects(Table) if table.ref.schema == schema)


def ref_of(catalog: Catalog, session: Session, parts: list[str]) -> ObjectRef | None:
    """What a statement about a sequence locks: the relation of that name, or the sequence of an identity column."""
    found = existing(catalog, session, parts)
    if found is not None:
        return found.ref
    of = column_of(catalog, session, parts)
    return ObjectRef("sequence", *sequence_of(*of)) if of is not None else None


def numbering(catalog: Catalog, table: Table, column: str | None = None) -> list[ObjectRef]:
    """The sequences that number a table, or one of its columns: those of identity columns, and those that columns own."""
    own = [
        ObjectRef("sequence", *sequence_of(table, item))
        for item in table.columns
        if item.identity is not None and column in (None, item.name)
    ]
    owned = [item for item in catalog.owned(table.ref) if column in (None, (item.owned_by or ("", ""))[1])]
    return [*own, *(item.ref for item in owned)]


def alter(catalog: Catalog, table: Table, column: Column, options: list[Node]) -> None:
    """ALTER SEQUENCE changes what the column's identity says."""
    assert column.identity is not None
    _put(catalog, table, column, changed_identity(column.identity, options))


def rename(catalog: Catalog, table: Table, column: Column, name: str) -> None:
    """ALTER SEQUENCE … RENAME."""
    assert column.identity is not None
    _put(catalog, table, column, numbered_by(column.identity, table.ref.schema, name))


def renaming(old: Table, was: Column, new: Table, now: Column) -> list[str]:
    """ALTER SEQUENCE … RENAME where the sequence of a column that stays an identity has another name."""
    if was.identity is None or now.identity is None:
        return []
    before, after = sequence_of(old, was)[1], sequence_of(new, now)[1]
    return (
        []
        if before == after
        else [f"ALTER SEQUENCE {qualified(new.ref.schema, before)} RENAME TO {identifier(after)}"]
    )


def spelled_out(table: Table) -> Table:
    """The table with the name of every identity's sequence said: what two spellings of the same have in common."""
    if all(column.identity is None for column in table.columns):
        return table
    return replace(table, columns=tuple(_said(table, column) for column in table.columns))


def _said(table: Table, column: Column) -> Column:
    if column.identity is None:
        return column
    name = sequence_of(table, column)[1]
    return replace(column, identity=numbered_by(column.identity, table.ref.schema, name))


def sequence(table: Table, column: Column) -> Sequence | None:
    """The sequence of an identity column as an object, to be given privileges; None where it is none."""
    if column.identity is None:
        return None
    ref = ObjectRef("sequence", *sequence_of(table, column))
    return Sequence(ref, comment=column.identity.comment, owner=table.owner, grants=column.identity.grants)


def describe(catalog: Catalog, table: ObjectRef, column: str, comment: str | None) -> None:
    """COMMENT ON SEQUENCE."""
    _change(catalog, table, column, comment=comment)


def grant(catalog: Catalog, table: ObjectRef, column: str, grants: tuple[Grant, ...] | None) -> None:
    """GRANT and REVOKE … ON SEQUENCE."""
    _change(catalog, table, column, grants=grants)


def follow_owner(catalog: Catalog, table: Object, role: str) -> None:
    """ALTER TABLE … OWNER TO: the privileges on the sequences of ``table``, as it was, behind it."""
    if not isinstance(table, Table):
        return
    for column in table.columns:
        numbers = sequence(table, column)
        if numbers is not None:
            grant(catalog, table.ref, column.name, with_owner(catalog, numbers, role).grants)


def _change(catalog: Catalog, ref: ObjectRef, name: str, **changes: Any) -> None:
    table = catalog.find(ref, Table)
    column = table.column(name) if table is not None else None
    if table is not None and column is not None and column.identity is not None:
        _put(catalog, table, column, replace(column.identity, **changes))


def _put(catalog: Catalog, table: Table, column: Column, identity: Identity) -> None:
    changed = replace(column, identity=identity)
    catalog.put(replace(table, columns=tuple(changed if c is column else c for c in table.columns)))
