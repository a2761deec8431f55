"""What a text of an object has in sight besides what it reads itself."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.queries.column_scope import Scope, old_and_new, rows_of
from fixer.ddl.queries.output_names import names_of
from fixer.ddl.texts.held_texts import HeldText


def sight(catalog: Catalog, held: HeldText) -> Scope | None:
    """OLD and NEW as rows of a table, or the columns of the table that a clause is about; None where there is neither."""
    table = held.over if held.form == "clause" else held.rows
    if table is None:
        return None
    found = catalog.get(table)
    types = {column.name: column.type for column in found.columns} if isinstance(found, Table) else {}
    if held.form == "clause":
        return rows_of(table, types, types, (table.name,))
    return old_and_new(table, names_of(found), types)
