"""Values added to an enum without their place, in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere says ALTER TYPE … ADD VALUE without BEFORE or AFTER.

Why it matters: the value goes to the end. ORDER BY and comparisons go by that place, and PostgreSQL cannot move it
afterwards.

What is done: AFTER the value that is the last one there, in place: the same place, said.

What it locks: nothing more.

The way back: the file's own.

When not to: where the value belongs somewhere else: say so. In a migration that has been applied the place is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "enum-value-order"
promise = "A new value of an enum says where it goes."
slug = "enum_value_order"
answers = {"squawk": ("require-enum-value-ordering",)}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\balter\s+type\b", re.IGNORECASE)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The values of pending files that go to the end without saying so."""
    for statement in api.written(options.pending, _WORDS):
        if (enum := _enum(statement, catalog)) and _without_place(statement):
            place = statement.place(statement.start)
            text = f"{statement.node['newVal']} goes to the end of {api.target(enum.ref)} without saying so"
            yield api.Problem(enum.ref, text, location=place, discriminator=str(place))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """AFTER the value before it."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(finding, "the migration, which has been applied: the value has its place")
    if not _without_place(statement):
        return api.Satisfied(finding, "the statement as it is: it says where the value goes")
    enum, value = _enum(statement, catalog), statement.node["newVal"]
    before = enum.labels[: enum.labels.index(value)] if enum and value in enum.labels else ()
    if not before:
        reason = f"nobody knows which value {value} comes after"
        return api.Refusal(finding, "unsupported", reason, "Say BEFORE or AFTER in the file.")
    end = statement.tokens.end(len(statement.tokens) - 1)
    return api.Fix(
        finding,
        title=f"{value} comes after {before[-1]}",
        why="ADD VALUE says where the value goes.",
        slug=slug,
        edits=(statement.insert(end, f" AFTER {api.literal(before[-1])}"),),
    )


def _without_place(statement: api.Written) -> bool:
    node = statement.node if statement.kind == "AlterEnumStmt" else {}
    return "newVal" in node and "oldVal" not in node and "newValNeighbor" not in node


def _enum(statement: api.Written, catalog: api.Catalog) -> api.EnumType | None:
    parts = [part["String"]["sval"] for part in statement.node.get("typeName", ()) or ()]
    found = catalog.type(*(parts if len(parts) > 1 else ("public", *parts))) if parts else None
    return found if isinstance(found, api.EnumType) else None
