"""The row type of a table, which columns of others may have: then PostgreSQL rewrites no row of it.

find_composite_type_dependencies in src/backend/commands/tablecmds.c; measured on PostgreSQL 15. A view does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, DomainType, Table
from fixer.ddl.base import Session
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.ddl.texts.depends import dependents
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.sql.types import DataType


def users(catalog: Catalog, ref: ObjectRef) -> Iterator[ObjectRef]:
    """The columns of tables that hold values of a table's row type, or of a composite type: in arrays, domains and other
    composite types, too.
    """
    for item in dependents(catalog, ref):
        if isinstance(item, Table):
            yield from (column_ref(item.ref, c.name) for c in item.columns if _is(c.type, ref))
        elif (isinstance(item, DomainType) and _is(item.base, ref)) or (
            isinstance(item, CompositeType) and any(_is(a.type, ref) for a in item.attributes)
        ):
            yield from users(catalog, item.ref)


def _is(kind: DataType, ref: ObjectRef) -> bool:
    return (kind.schema, kind.name) == (ref.schema, ref.name)


def refuse_rewrite(catalog: Catalog, session: Session, ref: ObjectRef) -> None:
    """Says that rows of a table, or values of a composite type, cannot change their form."""
    used = next(users(catalog, ref), None)
    if used is not None:
        session.problem(f"{target(ref)} cannot be altered: column {target(used)} has its row type")


def refuse_filled(catalog: Catalog, session: Session, table: Table, column: Column) -> None:
    """The same for a column that is added with a value in every row, to a table and those below it."""
    if not filled(column):
        return
    for ref in below(catalog, table.ref):
        item = catalog.find(ref, Table)
        if item is not None and item.partition_key is None:
            refuse_rewrite(catalog, session, ref)


def filled(column: Column) -> bool:
    """Whether rows that are there already get a value for a column that is added."""
    default = column.default is not None and column.default.lower() != "null"
    return default or column.identity is not None or column.generated is not None


def rewritable(catalog: Catalog, table: ObjectRef) -> bool:
    """Whether PostgreSQL can give such a column to a table and those below it."""
    return all(next(users(catalog, ref), None) is None for ref in below(catalog, table))
