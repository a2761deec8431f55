"""Queries for the rows that a change would fail on."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.model import Check, ObjectRef
from fixer.sql.quote import identifier, shown, target


def nulls(table: Table, column: str, catalog: Catalog) -> Check:
    """Rows without a value."""
    keys, name = catalog.primary_key(table.ref), identifier(column)
    fields = [*keys, column] if column not in keys else list(keys)
    query = f"SELECT {_listed(fields)} FROM {target(table.ref)} WHERE {name} IS NULL"  # noqa: S608  quoted
    return Check(query, f"rows of {shown(table.ref)} without {name}", len(keys))


def duplicates(table: ObjectRef, columns: Sequence[str], predicate: str | None = None) -> Check:
    """Values that more than one row has; NULLs are never the same (documentation, 5.5.3 Unique Constraints)."""
    conditions = [f"{identifier(column)} IS NOT NULL" for column in columns]
    conditions += [f"({predicate})"] if predicate else []
    keys = _listed(columns)
    query = (
        f"SELECT {keys}, count(*) FROM {target(table)} WHERE {' AND '.join(conditions)} "  # noqa: S608  quoted
        f"GROUP BY {keys} HAVING count(*) > 1"
    )
    return Check(query, f"values of {shown(table)} ({keys}) that several rows have", len(columns))


def orphans(key: Constraint, table: Table, catalog: Catalog) -> Check | None:
    """Rows that refer to none; None where nobody knows what the key refers to."""
    if key.references is None:
        return None
    referenced = catalog.find(key.references, Table)
    columns = key.referenced_columns or (catalog.primary_key(referenced.ref) if referenced else ())
    if len(columns) != len(key.columns):
        return None
    keys = catalog.primary_key(table.ref)
    fields = [*keys, *(column for column in key.columns if column not in keys)]
    given = " AND ".join(f"r.{identifier(column)} IS NOT NULL" for column in key.columns)
    same = " AND ".join(
        f"k.{identifier(there)} = r.{identifier(here)}"
        for here, there in zip(key.columns, columns, strict=True)
    )
    query = (
        f"SELECT {', '.join(f'r.{identifier(column)}' for column in fields)} FROM {target(table.ref)} r "  # noqa: S608
        f"WHERE {given} AND NOT EXISTS (SELECT FROM {target(key.references)} k WHERE {same})"
    )
    meaning = f"rows of {shown(table.ref)} that refer to no row of {shown(key.references)}"
    return Check(query, meaning, len(keys))


def breaking(constraint: Constraint, table: Table, catalog: Catalog) -> Check:
    """Rows that break a CHECK."""
    keys = catalog.primary_key(table.ref)
    fields = _listed(keys) if keys else "*"
    expression = constraint.expression or ""
    query = f"SELECT {fields} FROM {target(table.ref)} WHERE NOT ({expression})"  # noqa: S608  it is the CHECK
    return Check(query, f"rows of {shown(table.ref)} that break {expression}", len(keys))


def any_row(table: ObjectRef) -> Check:
    """Any row at all: one that a new column without a default would have no value for."""
    query = f"SELECT 1 FROM {target(table)} LIMIT 1"  # noqa: S608  quoted
    return Check(query, f"rows in {shown(table)}, which would have no value for the new column")


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(identifier, columns))
