"""What an heir that keeps a column would keep of its parent's, too, where that drops the column.

A CHECK goes with the column from the parent alone, and so does a NOT NULL that is a constraint: the heir's stay, inherited from
nobody, and no statement drops them (measured on PostgreSQL 15 and 18).
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.ddl.constraints import not_null
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import copies
from fixer.ddl.texts.depends import needs
from fixer.model import ObjectRef


def checks(catalog: Catalog, table: Table, name: str, deep: bool = True) -> Iterator[Constraint]:
    """The CHECKs of heirs that would be left; without ``deep`` the column is dropped with ONLY."""
    gone = column_ref(table.ref, name)
    keeping = {heir.ref for heir in _keeping(catalog, table, name, deep)}
    for check in catalog.children(table.ref, Constraint) if keeping else ():
        if check.type == "c" and gone in needs(check, catalog):
            for copy in copies(catalog, check.ref, table.ref):
                yield from _with_copies(catalog, copy) if copy.table in keeping else ()


def not_nulls(catalog: Catalog, table: Table, name: str, deep: bool = True) -> Iterator[Table]:
    """The heirs whose NOT NULL would be left."""
    column = table.column(name)
    inherits = column is not None and column.required and not not_null.said(column).no_inherit
    if inherits and not_null.is_constraint(catalog):
        yield from _keeping(catalog, table, name, deep)


def losing(catalog: Catalog, table: Table, name: str, deep: bool = True) -> Iterator[ObjectRef]:
    """The tables that lose a column: the one itself, and those below that have it from that alone."""
    yield table.ref
    kept = {heir.ref for heir in _keeping(catalog, table, name, deep)}
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
        if child.ref not in kept and child.column(name) is not None:
            yield from losing(catalog, child, name)


def _with_copies(catalog: Catalog, check: Constraint) -> Iterator[Constraint]:
    yield check
    for copy in copies(catalog, check.ref, check.table):
        yield from _with_copies(catalog, copy)


def _keeping(catalog: Catalog, table: Table, name: str, deep: bool) -> Iterator[Table]:
    for heir in catalog.heirs(table.ref):
        column = heir.column(name)
        if column is not None and (not deep or column.local or from_another(catalog, heir, name, table.ref)):
            yield heir


def from_another(catalog: Catalog, heir: Table, name: str, parent: ObjectRef) -> bool:
    """Whether an heir has a column from another parent, too."""
    others = (catalog.find(ref, Table) for ref in heir.inherits if ref != parent)
    return any(other is not None and other.column(name) for other in others)
