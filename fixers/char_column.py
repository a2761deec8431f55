"""Texts that are filled up with blanks.

What is wrong: the column is ``char(n)``: PostgreSQL stores the value with blanks behind it, up to n characters.

Why it matters: the blanks take room and no time is won. They count in length() of a concatenation, in LIKE and in what
a program reads, and not in comparisons: 'a' = 'a ' is true for char and false for text.

What is done: the column becomes text, the blanks at the end trimmed by the cast, and a CHECK (char_length(…) <= n)
takes the limit's place, NOT VALID and validated later; an existing CHECK that implies it serves. Views, policies,
triggers and CHECKs that PostgreSQL does not let a type be changed under are dropped in the same transaction and made
again as they were, with their comments and privileges. Columns that foreign keys tie to it change with it. Refused:
columns of materialized views, rules, partition keys or generated columns, and inherited ones.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, with its indexes.

The way back: the type as it was, the blanks filled up, and all that hangs on it; the CHECK goes. Blanks at the end that
were meant come back, since they are all the same.

When not to: where programs count on the blanks, or on 'a' = 'a '. Needs ``--unsafe``; looked for only where it is
selected.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "char-column"
promise = "No text is filled up with blanks."
slug = "char_to_text"
answers = {
    "squawk": ("ban-char-field",),
    "pgrubic": ("TP004",),
    "postgres-language-server": ("banCharField",),
}
applicability = api.Applicability.UNSAFE
by_default = False


_wanted = api.OfType("bpchar")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All char columns, not those of the type "char"."""
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
        why=f"{api.shown(ref)} is stored with blanks up to its length, which count here and not there.",
        applicability=applicability,
        constraints=limits,
    )
