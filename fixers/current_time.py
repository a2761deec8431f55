"""CURRENT_TIME in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere says CURRENT_TIME.

Why it matters: its type is time with time zone, which PostgreSQL's documentation advises against (8.5.1.2 Times): an
offset without a date means nothing where there is summer time.

What is done: LOCALTIME, in place: the same time of day, as time without time zone.

What it locks: nothing.

The way back: the file's own.

When not to: where the offset is meant. In a migration that has been applied, a default says what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "current-time"
promise = "A time of day has no offset."
slug = "localtime"
answers = {"pgrubic": ("GN020",)}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\bcurrent_time\b", re.IGNORECASE)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The places in pending files."""
    for statement in api.written(options.pending, _WORDS):
        for start, _end in _found(statement):
            place = statement.place(start)
            ref = statement.about or api.ObjectRef("schema", "", "public")
            text = "CURRENT_TIME has an offset without a date"
            yield api.Problem(ref, text, location=place, discriminator=str(place))
            break


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """LOCALTIME."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(finding, "the migration, which has been applied: there is no file left to edit")
    found = _found(statement)
    if not found:
        return api.Satisfied(finding, "the statement as it is: it does not ask for the time with an offset")
    return api.Fix(
        finding,
        title="LOCALTIME instead of CURRENT_TIME",
        why="LOCALTIME is the same time of day without an offset.",
        slug=slug,
        edits=tuple(statement.edit(start, end, "LOCALTIME") for start, end in found),
        remakes=(statement.about,) if statement.about else (),
    )


def _found(statement: api.Written) -> list[tuple[int, int]]:
    tokens = statement.tokens
    return [
        (tokens.start(number), tokens.end(number))
        for number, word in enumerate(tokens.words)
        if word == "current_time"
    ]
