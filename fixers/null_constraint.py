"""Columns that are said to take NULL, in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere writes NULL behind a column's type.

Why it matters: it goes without saying, and is read as NOT NULL by whoever is in a hurry.

What is done: the word is taken out, in place.

What it locks: nothing.

The way back: the file's own.

When not to: nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixer import api

rule = "null-constraint"
promise = "A column says only what does not go without saying."
slug = "null_constraints"
answers = {"pgrubic": ("GN021",)}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\bnull\b", re.IGNORECASE)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The columns of pending files with NULL behind their type."""
    for statement in api.written(options.pending, _WORDS):
        for column, start, _end in _nulls(statement):
            if column.table is not None:
                place = statement.place(start)
                ref = api.ObjectRef("column", column.table.schema, column.name, column.table.name)
                yield api.Problem(ref, f"{column.name} is NULL", location=place, discriminator=str(place))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The statement without the word."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(
            finding, "the migration, which has been applied: the column takes NULL either way"
        )
    found = list(_nulls(statement))
    if not found:
        return api.Satisfied(finding, "the statement as it is: no column is said to take NULL")
    return api.Fix(
        finding,
        title=f"{', '.join(column.name for column, _start, _end in found)} without NULL",
        why="NULL goes without saying.",
        slug=slug,
        edits=tuple(statement.edit(start, end, "") for _column, start, end in found),
    )


def _nulls(statement: api.Written) -> Iterator[tuple[api.WrittenColumn, int, int]]:
    """The columns, and where the word stands with the blanks in front of it."""
    for column in statement.columns():
        for kind, start in column.constraints:
            if kind == "CONSTR_NULL":
                position = statement.tokens.at(start)
                yield column, statement.tokens.end(position - 1), statement.tokens.end(position)
