"""Indexes that no query has used.

What is wrong: since the database began to count, no scan has used the index.

Why it matters: every INSERT, every DELETE and most UPDATEs write to it, VACUUM reads it, and it takes memory and
disk from what is used.

What is done: DROP INDEX CONCURRENTLY. Indexes that enforce something (unique ones, those of constraints, a replica
identity), that a table is clustered on, that belong to a partitioned index, or that serve a foreign key are left
alone. Only a live database knows what is used: plan with ``--db``.

What it locks: nothing that waits for reads or writes, or that they wait for: DROP INDEX CONCURRENTLY waits for
transactions that are still using it.

The way back: the index is built again, CONCURRENTLY.

When not to: the statistics are those of one server, from one day on, which the finding names. A report that runs
once a quarter, and a standby that answers queries, use indexes that this server has not seen used; on a database
that was loaded a moment ago every index is unused.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "unused-index"
promise = "Every index is used by somebody."
slug = "drop_unused_indexes"
answers = {"supabase": ("unused_index",)}
applicability = api.Applicability.UNSAFE
_MORE_TIME = "Watch the standbys and a whole business cycle first; then pass --unsafe to have it written."


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Indexes without a scan, as far as nothing else needs them."""
    if options.statistics is None:
        return
    for index in catalog.objects(api.Index):
        size = options.statistics.unused.get(index.ref)
        if size is None or options.is_platform(index.table.schema) or _needed(index, catalog):
            continue
        message = f"{api.target(index.ref)} ({size}) has not been used since {options.statistics.since}"
        yield api.Problem(index.ref, message)


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """What speaks against another tool's finding."""
    index = catalog.find(finding.target, api.Index) if finding.target else None
    if index is None:
        return None
    if needed := _needed(index, catalog):
        return needed
    if options.statistics is not None and index.ref not in options.statistics.unused:
        return "queries use it"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP INDEX."""
    index = catalog.find(finding.target, api.Index) if finding.target else None
    if index is None:
        return api.Refusal(finding, "unresolved", "there is no such index")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    if options.statistics is None:
        return api.Refusal(
            finding,
            "manual",
            "whether an index is used is not in the migrations",
            "Plan with --db URL of the database that answers the queries.",
        )
    name, since = api.target(index.ref), options.statistics.since
    return api.Fix(
        finding,
        title=f"drop {name}",
        why=f"No query has used {name} since {since}, and every write pays for it.",
        slug=f"drop_{index.ref.name}",
        operations=api.removed(index, catalog),
        applicability=applicability,
        notes=(_MORE_TIME,),
    )


def _needed(index: api.Index, catalog: api.Catalog) -> str | None:
    """What the index is for besides queries; None where it is for nothing else."""
    if index.constraint is not None or index.unique:
        return "it enforces that values are unique"
    if index.parent is not None:
        return f"it belongs to {api.target(index.parent)}"
    table = catalog.find(index.table, api.Table)
    if table is not None and (
        table.clustered_on == index.ref.name or table.replica_identity == f"index:{index.ref.name}"
    ):
        return "its table is clustered on it, or identifies rows by it"
    for key in catalog.children(index.table, api.Constraint):
        if key.type == "f" and set(key.columns) == {part.column for part in index.keys[: len(key.columns)]}:
            return f"it serves the foreign key {api.identifier(key.ref.name)}"
    return None
