"""Indexes with a column twice, in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere makes an index whose list of columns names one twice.

Why it matters: the second one orders nothing that the first one has not, and takes its room in every entry.

What is done: the second is taken out, in place.

What it locks: nothing more.

The way back: the file's own.

When not to: with another collation or operator class it is another key: that is left alone. In a migration that has been
applied the index is built; it works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "repeated-index-column"
promise = "An index has each column once."
slug = "repeated_index_columns"
answers = {"pgrubic": ("GN032",)}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\bindex\b", re.IGNORECASE)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The indexes of pending files."""
    for statement in api.written(options.pending, _WORDS):
        found = _repeated(statement)
        if found and statement.about is not None:
            place = statement.place(statement.start)
            yield api.Problem(
                statement.about, "an index has a column twice", location=place, discriminator=str(place)
            )


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The list with each column once."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(finding, "the migration, which has been applied: the index is built, and works")
    found = _repeated(statement)
    if not found or statement.about is None:
        return api.Satisfied(finding, "the statement as it is: each column is there once")
    made = [
        index.ref
        for index in catalog.objects(api.Index)
        if index.origin is not None
        and (index.origin.path, index.origin.start) == (statement.statement.path, statement.statement.offset)
    ]
    return api.Fix(
        finding,
        title=f"an index of {api.target(statement.about)} with each column once",
        why="A column that is there twice orders nothing.",
        slug=slug,
        edits=tuple(statement.edit(start, end, "") for start, end in found),
        remakes=tuple(made),
    )


def _repeated(statement: api.Written) -> list[tuple[int, int]]:
    """The extents of the second ones, each with the comma in front of it."""
    if statement.kind != "IndexStmt":
        return []
    tokens = statement.tokens
    opening = tokens.find("(", tokens.find("on"))
    pieces = tokens.commas(opening + 1) if opening >= 0 else []
    seen: set[str] = set()
    found = []
    for begin, end in pieces:
        words = tokens.words[begin:end]
        text = api.unquoted(words[0]) if len(words) == 1 else " ".join(words)
        if text in seen:
            found.append((tokens.end(begin - 2), tokens.end(end - 1)))
        seen.add(text)
    return found
