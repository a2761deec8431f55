"""Texts whose length the type limits.

What is wrong: the column is ``varchar(n)``.

Why it matters: nothing is faster or smaller with it than with text. A limit in the type is part of every view and
function that passes the value on, and changing it is a change of type; a limit in a CHECK has a name and is changed
without a rewrite.

What is done: the column becomes text, without a rewrite, and a CHECK (char_length(…) <= n) takes the limit's place, NOT
VALID and validated later; an existing CHECK that implies it serves. Views, policies, triggers and CHECKs that
PostgreSQL does not let a type be changed under are dropped in the same transaction and made again as they were, with
their comments and privileges. Columns that foreign keys tie to it change with it. Refused: columns of materialized
views, rules, partition keys or generated columns, and inherited ones.

What it locks: ACCESS EXCLUSIVE on the table and on the views, for a moment; VALIDATE reads the table while reads and
writes go on. An index with an expression or a predicate on the column is built under the lock.

The way back: the type as it was, and all that hangs on it; the CHECK goes.

When not to: too long a text is now refused as a violation of the CHECK (23514), no longer as one of the type (22001).
Looked for only where it is selected.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "varchar-column"
promise = "Limits on the length of texts are constraints."
slug = "varchar_to_text"
answers = {
    "squawk": ("prefer-text-field",),
    "pgrubic": ("TP005",),
    "postgres-language-server": ("preferTextField",),
    "pgfence": ("prefer-text-field",),
}
applicability = api.Applicability.SAFE
by_default = False


_wanted = api.OfType("varchar")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All varchar columns."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} is {column.type}")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """Text, with the length in a CHECK."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    changes, limits = api.as_text(catalog, table, column, _wanted)
    ref = api.column_of(table, column)
    return api.retype(
        finding,
        catalog,
        changes,
        title=f"{api.shown(ref)}: text instead of {column.type}",
        why=f"The limit on {api.shown(ref)} is no part of its type any more.",
        applicability=applicability,
        constraints=limits,
    )
