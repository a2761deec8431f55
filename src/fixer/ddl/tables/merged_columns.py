"""Columns that come to a table: one that is inherited and declared as well is one."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.ddl.constraints import not_null
from fixer.ddl.relations import identity as identities
from fixer.ddl.tables import column as columns
from fixer.model import ObjectRef
from fixer.values import replace


def add_columns(catalog: Catalog, ref: ObjectRef, definitions: Iterable[columns.Definition]) -> None:
    """Puts columns behind the table's own; one of an inherited name merges with that."""
    table = catalog.find(ref, Table)
    if table is None or not definitions:
        return
    kept = {column.name: column for column in table.columns}
    for made in definitions:
        column = columns.add_serial(catalog, table, made.column, made.serial) if made.serial else made.column
        if column.identity is not None:
            column = identities.own_sequence(catalog, table, column)
        if not column.inherited:
            column = not_null.with_name(catalog, ref, column)
        known = kept.get(column.name)
        if known is not None:
            one = merged(catalog, known, column)
            column = replace(one, local=one.local and table.parent is None)
        kept[column.name] = column
    catalog.put(replace(table, columns=tuple(kept.values())))


def merged(catalog: Catalog, known: Column, added: Column) -> Column:
    """A column that is inherited and declared: one, whichever came first."""
    if added.inherited:
        local = known.local or not known.inherited
        return replace(not_null.merged(catalog, added, known), inherited=True, local=local)
    kept = {
        name: getattr(known, name) if getattr(added, name) is None else getattr(added, name)
        for name in ("default", "generated", "storage", "compression")
    }
    kept["virtual"] = known.virtual if added.generated is None else added.virtual
    came = known.inherited  # from a parent, or else from the table's type
    return replace(not_null.merged(catalog, known, added), inherited=came, local=came, **kept)
