"""Counts that are kept beside what they count.

What is wrong: a review says that a column counts rows of another table, and drifts from what is there.

Why it matters: each way past the program (a cascade, a correction by hand) leaves a number that is not true.

What is done: a trigger on the rows that are counted, which counts anew for the one whose rows changed, by the query that
the review gives (``SELECT COUNT(*) FROM sessions WHERE user_id = $1 AND is_completed = true``). The count is right after
every change, whoever makes it; rows that are wrong today are put right with their next change, and a query finds them.

What it locks: SHARE ROW EXCLUSIVE on the table that is counted, for a moment (CREATE TRIGGER). From then on a change of
it updates one row of the other table.

The way back: the trigger and its function go; the numbers stay as they are.

When not to: where the number is meant to count what ever happened (and never go down), or restarts every week: what such
a count is, the rows do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "derived-count"
promise = "A count is what counting gives."
slug = "derived_counts"
answers = {"review": ("derived-count",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True
_QUERY = re.compile(
    r"SELECT\s+COUNT\s*\(\s*\*\s*\)\s+FROM\s+(?P<table>[\w.]+)\s+WHERE\s+(?P<by>\w+)\s*=\s*\$1(?:\s+AND\s+(?P<rest>.+))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    table: api.Table
    column: str
    key: str
    source: api.Table
    by: str
    rest: str


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: what a column counts, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """The trigger that is there."""
    wanted = _wanted(finding, catalog)
    if wanted is None:
        return None
    triggers = catalog.children(wanted.source.ref, api.Trigger)
    mine = (one for one in triggers if one.function.name == _function(wanted).name)
    return next((f"the trigger {api.identifier(one.ref.name)}" for one in mine), None)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The trigger that counts anew."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    wanted = _wanted(finding, catalog)
    if wanted is None:
        decide = "Give the query: SELECT count(*) FROM … WHERE … = $1, with $1 for the key of the row that has the count."
        return api.Refusal(finding, "manual", "it does not say, as a query, what the column counts", decide)
    function = _function(wanted)
    if catalog.routines(function.schema, function.name):
        return api.Refusal(
            finding, "manual", f"{api.target(function)} is there already, and is something else"
        )
    name = f"{wanted.table.ref.name}.{wanted.column}"
    condition = f" AND ({wanted.rest})" if wanted.rest else ""
    watched = sorted({wanted.by, *(api.columns_of(wanted.rest) if wanted.rest else ())})
    return api.Fix(
        finding,
        title=f"{name} is counted anew when {wanted.source.ref.name} change",
        why=f"{name} is what counting gives, whoever changes {wanted.source.ref.name}.",
        slug=f"count_{wanted.table.ref.name}",
        operations=(
            api.Operation(
                "derived_count",
                {
                    "function": function,
                    "table": wanted.table.ref,
                    "column": wanted.column,
                    "key": wanted.key,
                    "source": wanted.source.ref,
                    "by": wanted.by,
                    "condition": condition,
                    "watched": watched,
                    "roles": options.platform_clients,
                },
            ),
        ),
        applicability=applicability,
        notes=(
            f"Numbers that are wrong today stay until their rows change; this finds them: {_wrong(wanted)}",
        ),
    )


def _function(wanted: _Wanted) -> api.ObjectRef:
    name = api.object_name(wanted.table.ref.name, wanted.column, "count")
    return api.ObjectRef("function", wanted.table.ref.schema, name, args="")


def _wanted(finding: api.Finding, catalog: api.Catalog) -> _Wanted | None:
    ref, read = (
        finding.target,
        _QUERY.fullmatch(str(finding.data.get("query", "")).strip().rstrip(";").strip()),
    )
    table = catalog.table(ref.schema, ref.table) if ref and ref.kind == "column" and ref.table else None
    if ref is None or read is None or table is None:
        return None
    schema, _dot, bare = read["table"].lower().rpartition(".")
    source = catalog.table(schema or ref.schema, bare)
    rest = " ".join((read["rest"] or "").split())
    by = read["by"].lower()
    if source is None or source.column(by) is None or not _plain(rest, source):
        return None
    keys = (
        key.referenced_columns[0]
        for key in catalog.children(source.ref, api.Constraint)
        if key.type == "f" and key.columns == (by,) and key.references == table.ref and key.referenced_columns
    )
    key = next(keys, None)
    return _Wanted(table, ref.name, key, source, by, rest) if key else None


def _plain(condition: str, source: api.Table) -> bool:
    """Whether the rest of the query is about the row's own columns."""
    if not condition:
        return True
    if re.search(r"\b(?:select|group|order|having|limit|union)\b|;|--|/\*|\$", condition, re.IGNORECASE):
        return False
    try:
        used = api.columns_of(condition)
    except api.SqlSyntaxError:
        return False
    return bool(used) and all(source.column(name) is not None for name in used)


def _wrong(wanted: _Wanted) -> str:
    table, column, key = (
        api.target(wanted.table.ref),
        api.identifier(wanted.column),
        api.identifier(wanted.key),
    )
    rest = f" AND ({wanted.rest})" if wanted.rest else ""
    counted = f"(SELECT count(*) FROM {api.target(wanted.source.ref)} c WHERE c.{api.identifier(wanted.by)} = t.{key}{rest})"  # noqa: S608
    return f"SELECT t.{key}, t.{column} FROM {table} t WHERE t.{column} <> {counted}"  # noqa: S608  quoted
