"""Columns and tables that are set aside under another name instead of being dropped with their rows."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.sql.naming import object_name
from fixer.sql.quote import identifier, target


def kept_dropped(after: Catalog, before: Catalog) -> list[str]:
    """What to do instead of the statement between the catalogs; nothing where it drops no table and no column."""
    found: list[str] = []
    for ref, was, now in after.changes(before):
        if not isinstance(was, Table) or was.persistence == "t":
            continue
        if now is None:
            found.append(f"ALTER TABLE {target(ref)} RENAME TO {identifier(_free_table(was, before))}")
        elif isinstance(now, Table):
            found += _columns(was, now)
    return found


def _columns(was: Table, now: Table) -> list[str]:
    there = {column.id for column in now.columns}
    head, found = f"ALTER TABLE {target(was.ref)}", []
    names = {column.name for column in was.columns}
    for column in was.columns:
        if column.id in there or column.inherited:
            continue
        if column.not_null and column.default is None and column.generated is None:
            found.append(f"{head} ALTER COLUMN {identifier(column.name)} DROP NOT NULL")
        number, name = 0, object_name(column.name, "", "dropped")
        while name in names:
            number += 1
            name = object_name(column.name, "", f"dropped{number}")
        found.append(f"{head} RENAME COLUMN {identifier(column.name)} TO {identifier(name)}")
    return found


def _free_table(table: Table, catalog: Catalog) -> str:
    number, name = 0, object_name(table.ref.name, "", "dropped")
    while catalog.relation(table.ref.schema, name) is not None:
        number += 1
        name = object_name(table.ref.name, "", f"dropped{number}")
    return name
