"""Moments that are rounded.

What is wrong: the column is ``timestamptz(n)``.

Why it matters: PostgreSQL rounds, it does not cut: what is written at 23:59:59.9 comes out as the next day, and a moment
can lie in the future. It saves no room.

What is done: TYPE timestamptz. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be
changed under are dropped in the same transaction and made again as they were, with their comments and privileges.
Refused: columns of materialized views, rules, partition keys or generated columns, and inherited ones.

What it locks: ACCESS EXCLUSIVE on the table, for a moment: the rows stay as they are.

The way back: TYPE timestamptz(n), which writes the table anew and rounds.

When not to: where programs compare moments for equality with ones that they have rounded. Needs ``--unsafe``; looked for
only where it is selected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fixer import api

rule = "timestamp-precision"
promise = "Moments are kept as they were written, not rounded."
slug = "timestamptz_precision"
answers = {"pgrubic": ("TP003",)}
applicability = api.Applicability.UNSAFE
by_default = False


def _wanted(_table: api.Table, column: api.Column) -> bool:
    return (column.type.schema, column.type.name) == (
        "pg_catalog",
        "timestamptz",
    ) and column.type.modifiers != ""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All columns of the type."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} is {column.type}, which rounds")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The other type."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    new = api.NewType(table.ref, column.name, replace(column.type, modifiers=""))
    return api.retype(
        finding,
        catalog,
        [new],
        title=f"{api.shown(ref)}: {new.type} instead of {column.type}",
        why=f"{api.shown(ref)} rounds: a moment can come out later than it was, even in the future.",
        notes=("What is finer than before is rounded on the way back.",),
    )
