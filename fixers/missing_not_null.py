"""Columns that must have a value, and may be NULL.

What is wrong: the configuration, or a finding, says that a column always has a value, and the database takes NULL.

Why it matters: one row without it, written by a script or a second application, breaks every reader that counts on
it; comparisons with it are neither true nor false, so that rows vanish from queries and slip through policies.

What is done: ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in a transaction of its own; then
SET NOT NULL, which reads nothing since the CHECK proves it, and the CHECK is dropped. With ``--not-valid`` the CHECK stays
as it is where rows have no value; a later plan goes on from there. No value is ever made up: which
columns these are is said in ``[rules.missing-not-null] columns = ["*.user_id", "public.orders.placed_at"]`` or by a
finding. An inherited column gets it from its parent's. In a pending file that makes the column, NOT NULL is put behind its
type: of a new table, or where a default gives the rows that are there a value.

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
answers = {"pgrubic": ("GN013", "TP017"), "pgrls": ("SEC030",)}
applicability = api.Applicability.SAFE


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-not-null]."""

    columns: tuple[str, ...] = ()
    """Columns that always have a value: ``*.user_id``, ``orders.placed_at``, ``public.orders.placed_at``."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """The columns that the configuration names, each with NOT NULL where it is that already."""
    if not options.columns:
        return
    for table, column in api.with_problem(catalog, options, lambda _table, _column: True):
        if not any(api.names_column(pattern, table.ref, column.name) for pattern in options.columns):
            continue
        ref = api.column_of(table, column)
        yield api.Problem(
            ref,
            f"{api.shown(ref)} may be NULL",
            satisfied_by="NOT NULL" if column.not_null else None,
            data={"by": "the configuration"},
        )


def _nullable(_table: api.Table, column: api.Column) -> bool:
    return not column.not_null


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the column is NOT NULL; of a policy, that every column is that it compares."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is not None:
        return None if _compared(policy, catalog) else "every column that it compares is NOT NULL"
    return api.no_problem(finding, catalog, _nullable)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET NOT NULL, in steps."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    found = _compared(policy, catalog) if policy is not None else api.meant(finding, catalog, _nullable)
    if not found:
        by = satisfied(finding, catalog, options)
        return api.Satisfied(finding, by) if by else api.not_meant(finding, catalog, _nullable)
    if len(found) > 1 and policy is not None:
        names = " or ".join(api.shown(api.column_of(*each)) for each in found)
        return api.Refusal(
            finding,
            "manual",
            f"it does not say whether {names} always has a value",
            "Name it in the configuration.",
        )
    if finding.target is not None and finding.target.kind == "table":
        return api.Refusal(finding, "manual", "it does not say which column", "Name it in the configuration.")
    table, column = found[0]
    ref = api.column_of(table, column)
    if table.server is not None:
        return api.Refusal(
            finding, "unsupported", f"{api.shown(table.ref)} is a foreign table: its server decides"
        )
    written = api.column_made_by(options.pending, ref)
    edits = _in_place(*written) if written else ()
    made: api.SafeScript | None = None
    try:
        made = None if edits else _steps(table, column, catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    by = finding.data.get("by") or "the finding"
    return api.Fix(
        finding,
        title=f"{api.shown(ref)}: NOT NULL",
        why=f"By {by}, {api.shown(ref)} always has a value: now the database holds it to that.",
        slug=f"not_null_{table.ref.name}_{column.name}",
        operations=made.operations if made else (),
        edits=edits,
        remakes=(table.ref,) if edits else (),
        applicability=applicability if finding.source == "fixer" else api.Applicability.UNSAFE,
        checks=tuple(made.checks) if made else (),
        notes=tuple(made.notes) if made else (),
    )


def _steps(table: api.Table, column: api.Column, catalog: api.Catalog) -> api.SafeScript:
    """Through the CHECK that holds new rows to it, where ``--not-valid`` has left that."""
    name = api.presence(table, column.name)
    if api.not_valid_yet(f"{api.identifier(column.name)} IS NOT NULL", table, catalog) != name:
        return api.with_column(table, replace(column, not_null=True), catalog)
    head, check = f"ALTER TABLE {api.target(table.ref)}", api.identifier(name)
    made = api.lock_safe(
        f"{head} VALIDATE CONSTRAINT {check}; {head} ALTER COLUMN {api.identifier(column.name)} SET NOT NULL;"
        f" {head} DROP CONSTRAINT {check}",
        catalog,
    )
    return replace(made, checks=made.checks[-1:])  # both look for the same rows


def _in_place(statement: api.Written, column: api.WrittenColumn) -> tuple[api.Edit, ...]:
    """NOT NULL behind the type in a pending file: of a new table, or of a column that has a default for the rows that are there."""
    kinds = dict(column.constraints)
    if "CONSTR_NULL" in kinds or (statement.kind != "CreateStmt" and "CONSTR_DEFAULT" not in kinds):
        return ()
    return (statement.insert(column.type_end, " NOT NULL"),)


def _compared(policy: api.Policy, catalog: api.Catalog) -> list[tuple[api.Table, api.Column]]:
    """The columns in a policy's conditions that may be NULL."""
    table = catalog.find(policy.table, api.Table)
    if table is None:
        return []
    names = {name for text in (policy.using, policy.check) if text for name in api.columns_of(text)}
    return [(table, column) for column in table.columns if column.name in names and not column.not_null]
