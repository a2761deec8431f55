"""Points in time whose columns are not called like the others.

What is wrong: a review says that columns for points in time follow no convention: most end in ``_at``, one is called
``timestamp``.

Why it matters: whoever writes a query looks up the name each time, and ``timestamp`` is the name of a type too.

What is done: RENAME of the columns that the review names and that do not end in ``_at``: to ``created_at`` where the
database itself fills the column for a new row and the table has none yet, else to what
``[rules.timestamp-names.names]`` says (``"messages.timestamp" = "sent_at"``).

What it locks: ACCESS EXCLUSIVE for a moment; no row is read.

The way back: the old name.

When not to: before the application has followed; it has to change in the same moment. Functions that name the column
are named, and the column keeps its name until they do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fixer import api

rule = "timestamp-names"
promise = "Points in time are called alike in all tables."
slug = "rename_timestamps"
answers = {"review": ("timestamp-names",)}
applicability = api.Applicability.UNSAFE
after = ("redundant-column", "suggested-sql", "missing-check", "function-body")
reads_prose = True
carries_out = True
_TIMES = ("timestamp", "timestamptz")


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.timestamp-names]."""

    names: Mapping[str, str] = field(default_factory=dict)
    """``table.column`` -> its new name."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Nothing: a name that differs is no fault by itself."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That no column is left that the review names."""
    return None if _odd(finding, catalog, options) else "every column that it names ends in _at by now"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The renames."""
    odd = _odd(finding, catalog, options)
    if not odd:
        return api.Satisfied(finding, satisfied(finding, catalog, options) or "")
    operations: list[api.Operation] = []
    titles: list[str] = []
    for table, column in odd:
        new = _new_name(table, column, options)
        name = api.shown(api.column_of(table, column))
        if new is None:
            decide = f'Say it in [rules.{rule}.names]: "{table.ref.name}.{column.name}" = "…_at".'
            return api.Refusal(finding, "manual", f"what {name} should be called, nobody has said", decide)
        readers = sorted(_readers(table, column, catalog))
        if readers:
            reason = f"{name} is named in {', '.join(readers)}"
            return api.Refusal(finding, "manual", reason, f"Replace them together with the rename to {new}.")
        operations.append(
            api.Operation("rename_column", {"table": table.ref, "column": column.name, "new": new})
        )
        titles.append(f"{name} becomes {api.identifier(new)}")
    return api.Fix(
        finding,
        title="; ".join(titles),
        why="Points in time are called alike, so that nobody has to look up their names.",
        slug=slug if len(odd) > 1 else f"rename_{odd[0][0].ref.name}_{odd[0][1].name}",
        operations=tuple(operations),
        applicability=applicability,
        notes=("The application has to say the new name from the moment that this runs.",),
    )


def _odd(finding: api.Finding, catalog: api.Catalog, options: Options) -> list[tuple[api.Table, api.Column]]:
    """The columns that the review names and that are not called like the others."""
    named = {*api.codes(finding.data)}
    return [
        (table, column)
        for table in catalog.overlay().objects(api.Table)
        if not options.is_platform(table.ref.schema) and table.parent is None
        for column in table.columns
        if column.type.name in _TIMES and not column.inherited and not column.name.endswith("_at")
        if {column.name, f"{table.ref.name}.{column.name}"} & named
    ]


def _new_name(table: api.Table, column: api.Column, options: Options) -> str | None:
    said = options.names.get(f"{table.ref.name}.{column.name}")
    if said is not None:
        return said if table.column(said) is None else None
    filled = (
        column.not_null
        and column.default is not None
        and re.match(r"now\b|current_timestamp\b", column.default, re.I)
    )
    return "created_at" if filled and table.column("created_at") is None else None


def _readers(table: api.Table, column: api.Column, catalog: api.Catalog) -> Iterator[str]:
    """Functions whose text names the table and the column: PostgreSQL does not change these."""
    triggers = {trigger.function for trigger in catalog.children(table.ref, api.Trigger)}
    for function in catalog.overlay().objects(api.Function):
        body = function.body or ""
        home = function.ref in triggers or re.search(rf"\b{re.escape(table.ref.name)}\b", body, re.IGNORECASE)
        if home and re.search(rf"\b{re.escape(column.name)}\b", body, re.IGNORECASE):
            yield api.target(function.ref)
