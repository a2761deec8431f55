"""Queries for the rows that a change would fail on."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table, View
from fixer.model import Check, ObjectRef
from fixer.sql.quote import identifier, shown, target


def nulls(table: Table | View, column: str, catalog: Catalog) -> Check:
    """Rows without a value."""
    keys, name = catalog.primary_key(table.ref), identifier(column)
    fields = [*keys, column] if column not in keys else list(keys)
    query = f"SELECT {fields_of(fields)} FROM {target(table.ref)} WHERE {name} IS NULL"  # noqa: S608  quoted
    return Check(query, f"rows of {shown(table.ref)} without {name}", len(keys))


def duplicates(index: Index, catalog: Catalog) -> Check:
    """Values of a unique index that more than one row has; NULLs are never the same, but with NULLS NOT DISTINCT
    (documentation, 5.5.3 Unique Constraints).
    """
    keys = [identifier(key.column) if key.column is not None else f"({key.expression})" for key in index.keys]
    conditions = [] if index.nulls_not_distinct else [f"{key} IS NOT NULL" for key in keys]
    conditions += [f"({index.predicate})"] if index.predicate else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    listed = ", ".join(keys)
    query = (
        f"SELECT {listed}, count(*) FROM {alone(index.table, catalog)}{where} "  # noqa: S608  quoted
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
    fields = ", ".join(f"r.{identifier(column)}" for column in dict.fromkeys([*keys, *key.columns]))
    given = [f"r.{identifier(column)} IS NOT NULL" for column in key.columns]
    # MATCH FULL wants all of them to be NULL where one is (documentation, CREATE TABLE)
    wanted = f"({' OR '.join(given)})" if key.match == "f" else " AND ".join(given)
    query = (
        f"SELECT {fields} FROM {alone(table.ref, catalog)} r "  # noqa: S608  quoted
        f"WHERE {wanted} AND NOT {_referred(key, columns, catalog)}"
    )
    meaning = f"rows of {shown(table.ref)} that refer to no row of {shown(key.references)}"
    return Check(query, meaning, len(keys))


def breaking(constraint: Constraint, table: Table, catalog: Catalog) -> Check:
    """Rows that break a CHECK."""
    keys = catalog.primary_key(table.ref)
    fields = fields_of(keys) if keys else "*"
    expression = constraint.expression or ""
    rows = alone(table.ref, catalog) if constraint.no_inherit else target(table.ref)
    query = f"SELECT {fields} FROM {rows} WHERE NOT ({expression})"  # noqa: S608  it is the CHECK
    return Check(query, f"rows of {shown(table.ref)} that break {expression}", len(keys))


def any_row(table: ObjectRef, catalog: Catalog) -> Check:
    """Any row at all: one that a new column without a default would have no value for."""
    keys = catalog.primary_key(table)
    query = f"SELECT {fields_of(keys) or 1} FROM {target(table)}"  # noqa: S608  quoted
    return Check(
        query,
        f"rows in {shown(table)}, which would have no value for the new column",
        len(keys),
        decide="Give the column a default, or add it without NOT NULL, fill it, and ask for NOT NULL then",
    )


def _referred(key: Constraint, columns: Sequence[str], catalog: Catalog) -> str:
    """Whether there is what a row refers to: with PERIOD all of it, in whatever pieces (ri_triggers.c, RI_FKey_check)."""
    assert key.references is not None
    pairs = [
        (f"k.{identifier(far)}", f"r.{identifier(own)}")
        for own, far in zip(key.columns, columns, strict=True)
    ]
    same = [f"{far} = {own}" for far, own in pairs]
    far, own = pairs[-1]
    if key.period:
        same[-1] = f"{far} && {own}"
    rows = f"FROM {alone(key.references, catalog)} k WHERE {' AND '.join(same)}"
    return (
        f"coalesce((SELECT {own} <@ range_agg({far}) {rows}), false)"
        if key.period
        else f"EXISTS (SELECT {rows})"
    )


def alone(table: ObjectRef, catalog: Catalog) -> str:
    """A table as what heirs do not get counts its rows: a key, a reference, a CHECK with NO INHERIT."""
    return f"ONLY {target(table)}" if catalog.heirs(table) else target(table)


def fields_of(columns: Sequence[str]) -> str:
    """Names of columns, as a query takes them."""
    return ", ".join(map(identifier, columns))
