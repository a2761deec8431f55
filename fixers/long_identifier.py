"""Names that PostgreSQL cuts, in migrations that are still pending.

What is wrong: a name in a migration that has not been applied anywhere has more than 63 bytes.

Why it matters: PostgreSQL cuts it to 63 bytes and only says so in a NOTICE. The object is not called what the file says;
two names that begin alike become one.

What is done: in the pending file, in place, the name is written as PostgreSQL will have it. Nothing else changes.

What it locks: nothing.

The way back: the file's own, which finds the object by either name.

When not to: where a better, shorter name is wanted: write that. In a migration that has been applied there is nothing
left to mend: the object has its short name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixer import api

rule = "long-identifier"
promise = "Every object is called what its migration says."
slug = "long_identifiers"
answers = {"squawk": ("identifier-too-long",)}
applicability = api.Applicability.SAFE
edits_pending = True
_BYTES = 63
"""NAMEDATALEN - 1 (documentation, 4.1.1 Identifiers and Key Words)."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The long names of pending files."""
    for statement in api.written(options.pending):
        for start, end in _long(statement):
            place = statement.place(start)
            text = f"{statement.text[start:end]} has more than {_BYTES} bytes"
            ref = statement.about or api.ObjectRef("schema", "", "public")
            yield api.Problem(ref, text, location=place, discriminator=str(place))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The name as PostgreSQL cuts it."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(finding, "the migration, which has been applied: the object has its short name")
    found = list(_long(statement))
    if not found:
        return api.Satisfied(finding, "the statement as it is: no name in it is cut")
    edits = tuple(statement.edit(start, end, _cut(statement.text[start:end])) for start, end in found)
    return api.Fix(
        finding,
        title=f"{', '.join(edit.new for edit in edits)} as PostgreSQL cuts it",
        why="The name is written as PostgreSQL will have it.",
        slug=slug,
        edits=edits,
    )


def _long(statement: api.Written) -> Iterator[tuple[int, int]]:
    for start, end in statement.identifiers():
        if len(api.unquoted(statement.text[start:end]).encode()) > _BYTES:
            yield start, end


def _cut(written: str) -> str:
    cut = api.unquoted(written).encode()[:_BYTES].decode(errors="ignore")
    return api.identifier(cut) if written.startswith('"') else cut
