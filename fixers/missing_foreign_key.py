"""Columns that hold another table's keys, without a foreign key.

What is wrong: a column is named after a table (``customer_id`` beside ``customers``), has the type of its key, and no
foreign key says so; or the configuration says it.

Why it matters: rows refer to what was deleted, or never was, and each query has to cope with it.

What is done: an index on the column, CONCURRENTLY, where none begins with it; ADD CONSTRAINT … FOREIGN KEY … NOT VALID;
then VALIDATE CONSTRAINT in a transaction of its own. Which column refers to what is said in [rules.missing-foreign-key]:

    keys = {"orders.customer_id" = "customers", "public.events.actor" = "public.users"}

By its name alone a column is taken only where the rule is selected, where exactly one table of its schema has that name,
in the singular or the plural, with a primary key of one column of the same type; that needs ``--unsafe``.

What it locks: SHARE ROW EXCLUSIVE on both tables for a moment, which writes wait for; VALIDATE reads the table while
reads and writes go on. A partitioned table takes no NOT VALID foreign key before PostgreSQL 18: writes wait while its
rows are read.

The way back: DROP CONSTRAINT, and the index goes.

When not to: while rows refer to none, which the query that comes with the fix finds, and where that is meant: deleted
customers whose orders stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fixer import api

rule = "missing-foreign-key"
promise = "What refers to a row, refers to one that is there."
slug = "foreign_keys"
answers: dict[str, tuple[str, ...]] = {}
applicability = api.Applicability.SAFE
by_default = False


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-foreign-key]."""

    keys: Mapping[str, str] = field(default_factory=dict, metadata={api.NAMES: "object"})
    """Column (``orders.customer_id``, ``public.orders.customer_id``) -> the table that it refers to."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Columns without a foreign key that refer to a table by configuration or by name."""
    named = api.with_problem(
        catalog,
        options,
        lambda _t, column: bool(options.keys or column.name.endswith("_id")) and not column.type.array,
    )
    for table, column in named:
        if table.parent is not None or _has_key(table, column, catalog):
            continue
        other, said = _target(table, column, catalog, options)
        if other is not None:
            ref = api.column_of(table, column)
            yield api.Problem(
                ref,
                f"{api.shown(ref)} refers to {api.shown(other.ref)}, and no foreign key says so",
                data={"references": [other.ref.schema, other.ref.name], "said": said},
            )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the column has a foreign key."""
    return api.no_problem(finding, catalog, lambda t, c: not _has_key(t, c, catalog))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The foreign key, validated later."""
    found = api.meant(finding, catalog, lambda t, c: not _has_key(t, c, catalog))
    if not found:
        return api.not_meant(finding, catalog, lambda t, c: not _has_key(t, c, catalog))
    table, column = found[0]
    other, said = _target(table, column, catalog, options)
    if other is None:
        return api.Refusal(
            finding, "manual", "it does not say which table is meant", f"Say it in [rules.{rule}]."
        )
    key = catalog.primary_key(other.ref)
    there = other.column(key[0]) if len(key) == 1 else None
    if there is None:
        return api.Refusal(finding, "manual", f"{api.shown(other.ref)} has no primary key of one column")
    if there.type.name != column.type.name and not {there.type.name, column.type.name} <= {
        "int2",
        "int4",
        "int8",
    }:
        reason = f"{api.shown(api.column_of(table, column))} is {column.type}, the key of {api.shown(other.ref)} {there.type}"
        return api.Refusal(finding, "unsupported", reason, "Give it the same type first.")
    ref = api.free_constraint(catalog, table.ref, column.name, "fkey")
    new = api.Constraint(
        ref, table=table.ref, type="f", columns=(column.name,), references=other.ref, referenced_columns=key
    )
    try:
        made = api.added(new, catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    name = api.shown(api.column_of(table, column))
    return api.Fix(
        finding,
        title=f"{name}: foreign key to {api.shown(other.ref)}",
        why=f"{name} refers to {api.shown(other.ref)}{'' if said else ', by its name'}: now the database holds it to that.",
        slug=f"foreign_key_{ref.name.removesuffix('_fkey')}",
        operations=(*_index(table, column, catalog), *made.operations),
        applicability=applicability if said else api.Applicability.UNSAFE,
        checks=tuple(made.checks),
        notes=tuple(made.notes),
    )


def _index(table: api.Table, column: api.Column, catalog: api.Catalog) -> tuple[api.Operation, ...]:
    """The index that the key wants, unless one begins with the column."""
    for index in catalog.children(table.ref, api.Index):
        plain = index.valid and index.method == "btree" and index.predicate is None
        if plain and index.keys[0].column == column.name:
            return ()
    new = api.NewIndex(catalog, (column.name,))
    new.add(table)
    return new.operations


def _has_key(table: api.Table, column: api.Column, catalog: api.Catalog) -> bool:
    keys = catalog.children(table.ref, api.Constraint)
    return any(key.type == "f" and column.name in key.columns for key in keys)


def _target(
    table: api.Table, column: api.Column, catalog: api.Catalog, options: Options
) -> tuple[api.Table | None, bool]:
    """The table that a column refers to, and whether the configuration says so."""
    for pattern, name in options.keys.items():
        if api.names_column(pattern, table.ref, column.name):
            schema, _, last = name.rpartition(".")
            return catalog.table(schema or table.ref.schema, last), True
    if not column.name.endswith("_id"):
        return None, False
    found = [
        other for other in _named_after(table, column, catalog) if other.persistence == table.persistence
    ]
    return (found[0], False) if len(found) == 1 else (None, False)


def _named_after(table: api.Table, column: api.Column, catalog: api.Catalog) -> Iterator[api.Table]:
    stem = column.name.removesuffix("_id")
    if not stem:
        return
    names = [stem, f"{stem}s", f"{stem}es"] + ([f"{stem[:-1]}ies"] if stem.endswith("y") else [])
    for name in names:
        other = catalog.table(table.ref.schema, name)
        key = catalog.primary_key(other.ref) if other is not None else ()
        there = other.column(key[0]) if other is not None and len(key) == 1 else None
        if other is None or there is None or (other.ref, there.name) == (table.ref, column.name):
            continue
        if there.type.name == column.type.name:
            yield other
