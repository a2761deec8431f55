"""Queues that clients of an API read past its functions.

What is wrong: the table of a pgmq queue has no row security, while the API shows the schema ``pgmq_public``.

Why it matters: whoever may select from the table reads, changes and deletes every message of the queue.

What is done: ENABLE ROW LEVEL SECURITY, without policies: the queue is left to its owner, to roles that go past row
security, and to functions of these.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: DISABLE ROW LEVEL SECURITY.

When not to: where clients use the queue as themselves: they get nothing until there are policies that say which messages
are theirs.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "queue-without-row-security"
promise = "Clients reach a queue by its functions alone."
slug = "queue_row_security"
answers = {"supabase": ("insecure_queue_exposed_in_api",)}
applicability = api.Applicability.UNSAFE
by_default = ("supabase",)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Tables of queues without row security."""
    for table in catalog.objects(api.Table):
        if table.ref.schema == "pgmq" and table.ref.name.startswith("q_") and not table.row_security:
            yield api.Problem(table.ref, "is a queue without row security")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That row security is on."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    return "row security is on" if table is not None and table.row_security else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ENABLE ROW LEVEL SECURITY."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(table.ref)
    return api.Fix(
        finding,
        title=f"{name}: row security on, for its functions alone",
        why=f"{name} holds the messages of a queue, and whoever may select from it sees all of them.",
        slug=f"{table.ref.name}_row_security",
        operations=(api.Operation("enable_row_security", {"table": table.ref}),),
        applicability=applicability,
        notes=(f"No policy of {name} allows anything: clients use the queue by functions of its owner.",)
        if not catalog.children(table.ref, api.Policy)
        else (),
    )
