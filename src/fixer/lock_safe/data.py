"""Queries for the rows that a change would fail on."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table
from fixer.model import Check, ObjectRef
from fixer.sql.quote import identifier, shown, target


def nulls(table: Table, column: str, catalog: Catalog) -> Check:
    """Rows without a value."""
    keys, name = catalog.primary_key(table.ref), identifier(column)
    fields = [*keys, column] if column not in keys else list(keys)
    query = f"SELECT {_listed(fields)} FROM {target(table.ref)} WHERE {name} IS NULL"  # noqa: S608  quoted
    return Check(query, f"rows of {shown(table.ref)} without {name}", len(keys))


def duplicates(index: Index) -> Check:
    """Values of a unique index that more than one row has; NULLs are never the same, but with NULLS NOT DISTINCT
    (documentation, 5.5.3 Unique Constraints).
    """
    keys = [identifier(key.column) if key.column is not None else f"({key.expression})" for key in index.keys]
    conditions = [] if index.nulls_not_distinct else [f"{key} IS NOT NULL" for key in keys]
    conditions += [f"({index.predicate})"] if index.predicate else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    listed = ", ".join(keys)
    query = (
        f"SELECT {listed}, count(*) FROM {target(index.table)}{where} "  # noqa: S608  quoted
        f"GROUP BY {listed} HAVING count(*) > 1"
    )
    meaning = f"values of {shown(index.table)} ({listed}) that several rows have"
    return Check(query, meaning, len(keys), counted=True)


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
