"""Rows that are still added to something that is closed.

What is wrong: a review says that nothing keeps rows from being added to what is completed, closed or archived: messages
of a completed session.

Why it matters: what was counted and billed at the end is no longer true afterwards, and nobody sees it.

What is done: a BEFORE INSERT trigger that looks at the row that the foreign key leads to and raises where it is in the
state that the review names (``is_completed = true``). It locks that row, so that nobody closes it in the same moment.

What it locks: SHARE ROW EXCLUSIVE on the table for a moment (CREATE TRIGGER). From then on, each insert waits for others
that add to the same parent.

The way back: the trigger and its function go.

When not to: where late rows are meant to come in, from queues or imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "closed-parent"
promise = "Nothing is added to what is closed."
slug = "closed_parents"
answers = {"review": ("closed-parent",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True
_CONDITION = re.compile(
    r"(?P<column>[a-z_][\w$]*)(?:\s*=\s*(?P<value>true|false|'(?:[^']|'')*'))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    table: api.Table
    key: api.Constraint
    parent: api.Table
    condition: str


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: what counts as closed, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """The trigger that is there."""
    wanted = _wanted(finding, catalog)
    if wanted is None:
        return None
    triggers = catalog.children(wanted.table.ref, api.Trigger)
    mine = (one for one in triggers if one.function.name == _function(wanted).name)
    return next((f"the trigger {api.identifier(one.ref.name)}" for one in mine), None)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The trigger."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    wanted = _wanted(finding, catalog)
    if wanted is None:
        decide = "Name the table, and what its parent looks like when it is closed, as code: `is_completed = true`."
        return api.Refusal(finding, "manual", "it cannot be told which rows are to stay out of what", decide)
    table, parent = wanted.table.ref, wanted.parent.ref
    function = _function(wanted)
    if catalog.routines(function.schema, function.name):
        return api.Refusal(
            finding, "manual", f"{api.target(function)} is there already, and is something else"
        )
    keys = list(zip(wanted.key.columns, wanted.key.referenced_columns, strict=True))
    return api.Fix(
        finding,
        title=f"{table.name}: none is added where {parent.name} has {wanted.condition}",
        why=f"Rows of {table.name} are not added to {parent.name} that have {wanted.condition}.",
        slug=f"close_{table.name}",
        operations=(
            api.Operation(
                "closed_parent",
                {
                    "function": function,
                    "parent": parent,
                    "table": table,
                    "keys": keys,
                    "condition": wanted.condition,
                    "message": f"{parent.name} is closed: nothing is added to {table.name} ({wanted.condition})".replace(
                        "%", "%%"
                    ),
                    "trigger": function.name,
                    "roles": options.platform_clients,
                },
            ),
        ),
        applicability=applicability,
    )


def _function(wanted: _Wanted) -> api.ObjectRef:
    name = api.object_name(wanted.table.ref.name, wanted.parent.ref.name, "open")
    return api.ObjectRef("function", wanted.table.ref.schema, name, args="")


def _wanted(finding: api.Finding, catalog: api.Catalog) -> _Wanted | None:
    """The first table that is named whose parent has the column that the review writes as code."""
    for table in api.named_tables(finding, catalog):
        for key in catalog.children(table.ref, api.Constraint):
            parent = catalog.find(key.references, api.Table) if key.type == "f" and key.references else None
            for code in api.codes(finding.data):
                read = _CONDITION.fullmatch(code.strip())
                column = parent.column(read["column"].lower()) if parent and read else None
                if parent is None or read is None or column is None:
                    continue
                if len(key.columns) != len(key.referenced_columns):  # the parent only came later
                    continue
                if read["value"] is None and column.type.name != "bool":
                    continue
                value = f" = {read['value']}" if read["value"] else ""
                return _Wanted(table, key, parent, f"{api.identifier(column.name)}{value}")
    return None
