"""Columns that must have a value, and may be NULL.

What is wrong: the configuration, or a finding, says that a column always has a value, and the database takes NULL.

Why it matters: one row without it, written by a script or a second application, breaks every reader that counts on
it; comparisons with it are neither true nor false, so that rows vanish from queries and slip through policies.

What is done: ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in a transaction of its own; then
SET NOT NULL, which reads nothing since the CHECK proves it, and the CHECK is dropped. No value is ever made up: which
columns these are is said in ``[rules.missing-not-null] columns = ["*.user_id", "public.orders.placed_at"]`` or by a
finding. An inherited column gets it from its parent's.

What it locks: ACCESS EXCLUSIVE for a moment, twice, without reading the table; VALIDATE reads it under SHARE UPDATE
EXCLUSIVE, while reads and writes go on.

The way back: DROP NOT NULL.

When not to: while rows are without a value, which the query that comes with the fix finds, or while a version of the
application is running that still writes NULL: both fail. What a linter only suspects (a boolean that may be NULL, a
column that policies compare) needs ``--unsafe``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fixer import api

rule = "missing-not-null"
promise = "A column that always has a value may not be NULL."
slug = "not_null"
answers = {"pgrubic": ("GN013", "TP017")}
applicability = api.Applicability.SAFE


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-not-null]."""

    columns: tuple[str, ...] = ()
    """Columns that always have a value: ``*.user_id``, ``orders.placed_at``, ``public.orders.placed_at``."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """The columns that the configuration names and that may be NULL."""
    if not options.columns:
        return
    for table in catalog.objects(api.Table):
        if options.is_platform(table.ref.schema) or table.persistence == "t" or table.server is not None:
            continue
        for column in table.columns:
            wanted = any(api.names_column(pattern, table.ref, column.name) for pattern in options.columns)
            if wanted and not column.inherited:
                ref = api.ObjectRef("column", table.ref.schema, column.name, table.ref.name)
                yield api.Problem(
                    ref,
                    f"{_name(ref)} may be NULL",
                    satisfied_by="NOT NULL" if column.not_null else None,
                    data={"by": "the configuration"},
                )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the column is NOT NULL."""
    found = _column(finding.target, catalog)
    if found is None:
        return None
    table, column = found
    return f"{_name(_ref(table, column))} is NOT NULL" if column.not_null else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET NOT NULL, in steps."""
    found = _column(finding.target, catalog)
    if found is None:
        return api.Refusal(finding, "unresolved", "it names no column of a table")
    table, column = found
    ref = _ref(table, column)
    if column.not_null:
        return api.Satisfied(finding, f"{_name(ref)} is NOT NULL")
    if table.server is not None:
        return api.Refusal(
            finding, "unsupported", f"{_name(table.ref)} is a foreign table: its server decides"
        )
    try:
        made = api.with_column(table, replace(column, not_null=True), catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    by = finding.data.get("by") or "the finding"
    return api.Fix(
        finding,
        title=f"{_name(ref)}: NOT NULL",
        why=f"By {by}, {_name(ref)} always has a value: now the database holds it to that.",
        slug=f"not_null_{table.ref.name}_{column.name}",
        operations=made.operations,
        applicability=applicability if finding.source == "fixer" else api.Applicability.UNSAFE,
        checks=tuple(made.checks),
        notes=tuple(made.notes),
    )


def _column(target: api.ObjectRef | None, catalog: api.Catalog) -> tuple[api.Table, api.Column] | None:
    """The column and its table; of an inherited one the parent's."""
    if target is None or target.kind != "column":
        return None
    table = catalog.table(target.schema, target.table or "")
    column = table.column(target.name) if table is not None else None
    while table is not None and column is not None and column.inherited:
        above = [
            catalog.find(ref, api.Table)
            for ref in ((table.parent,) if table.parent else table.inherits)
            if ref
        ]
        table = next((parent for parent in above if parent and parent.column(target.name)), None)
        column = table.column(target.name) if table is not None else None
    return (table, column) if table is not None and column is not None else None


def _ref(table: api.Table, column: api.Column) -> api.ObjectRef:
    return api.ObjectRef("column", table.ref.schema, column.name, table.ref.name)


def _name(ref: api.ObjectRef) -> str:
    return api.target(ref).removeprefix("public.")
