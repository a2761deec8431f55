"""Indexes that a failed concurrent build left invalid.

What is wrong: the index is there and marked invalid (pg_index.indisvalid).

Why it matters: no query uses it, every write keeps it up to date, and a CREATE INDEX … IF NOT EXISTS that is
run again passes it over, so that everybody believes it to be there.

What is done: REINDEX INDEX CONCURRENTLY builds it anew. Where an equal valid index exists, and where the name
ends in ``_ccnew`` or ``_ccold`` (what a REINDEX CONCURRENTLY that did not end leaves behind), it is dropped
CONCURRENTLY. Only a live database shows such indexes: plan with ``--db``.

What it locks: SHARE UPDATE EXCLUSIVE on the table; reads and writes go on.

The way back: none is needed for an index that was rebuilt, as none should be invalid again; one that was dropped
is built again.

When not to: while the build is still running, in another session, the index is invalid too. A unique index fails
again while rows break it: the plan gives the query that finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "invalid-index"
promise = "Every index that is kept up to date is one that queries can use."
slug = "mend_invalid_indexes"
answers: dict[str, tuple[str, ...]] = {}
applicability = api.Applicability.SAFE
_LEFTOVER = re.compile(r"_cc(new|old)\d*$")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Invalid indexes; those of partitioned tables become valid with their last partition's."""
    for index in catalog.objects(api.Index):
        table = catalog.find(index.table, api.Table)
        if _is_broken(index, catalog) and not (table is not None and options.is_platform(table.ref.schema)):
            name = api.target(index.ref)
            yield api.Problem(index.ref, f"{name} is invalid: a concurrent build of it failed or still runs")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """Why another tool's finding does not hold."""
    index = catalog.find(finding.target, api.Index) if finding.target else None
    return "the index is valid" if index is not None and not _is_broken(index, catalog) else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """REINDEX, or DROP INDEX where another does its work."""
    index = catalog.find(finding.target, api.Index) if finding.target else None
    if index is None:
        return api.Refusal(finding, "unresolved", "there is no such index")
    if not _is_broken(index, catalog):
        return api.Satisfied(finding, "the index is valid")
    name = api.target(index.ref)
    reason = _superfluous(index, catalog)
    if reason:
        return api.Fix(
            finding,
            title=f"drop {name}, {reason}",
            why=f"An invalid index serves no query and slows every write; {name} is {reason}.",
            slug=f"drop_{index.ref.name}",
            operations=api.removed(index, catalog),
            applicability=applicability,
        )
    return api.Fix(
        finding,
        title=f"rebuild {name}",
        why=f"A concurrent build of {name} failed: no query uses it, and every write pays for it.",
        slug=f"reindex_{index.ref.name}",
        operations=(api.Operation("reindex", {"index": index.ref}),),
        applicability=applicability,
        checks=(api.duplicates(index, catalog),) if index.unique else (),
    )


def _is_broken(index: api.Index, catalog: api.Catalog) -> bool:
    table = catalog.find(index.table, api.Table)
    return not index.valid and (table is None or table.partition_key is None)


def _superfluous(index: api.Index, catalog: api.Catalog) -> str:
    """Why nobody will miss it; empty where somebody might."""
    if _LEFTOVER.search(index.ref.name):
        return "left behind by a REINDEX CONCURRENTLY that did not end"
    equal = next((other for other in catalog.children(index.table, api.Index) if _equal(index, other)), None)
    return f"the same as {api.target(equal.ref)}" if equal is not None else ""


def _equal(index: api.Index, other: api.Index) -> bool:
    fields = ("method", "keys", "include", "predicate", "unique", "nulls_not_distinct")
    return other.valid and all(getattr(index, name) == getattr(other, name) for name in fields)
