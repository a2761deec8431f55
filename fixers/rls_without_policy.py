"""Tables with row security and without a policy.

What is wrong: row security is on, and no policy says who may see which row.

Why it matters: nobody but the owner and roles with BYPASSRLS sees or writes a row. Either the policies
were forgotten, and the application goes past row security by connecting as the owner, or the table is
meant to be closed, which nothing says.

What is done: one policy each for SELECT, INSERT, UPDATE and DELETE that gives users their own rows, and
the index that they want, by the same rules as ``rls-disabled``. Partitions are left alone: they are
reached through their parent, and no policy closes the direct way.

What it locks: ACCESS EXCLUSIVE on the table, for a moment. The index is built concurrently where the tool
can.

The way back: the policies and the index are dropped.

When not to: where the table is meant to be closed. Put it on the baseline, with that reason. Tables whose
owner cannot be told are refused:

    [rules.rls-without-policy.owner]
    tags = "created_by"
    "public.task_messages" = "task_id -> user_id"
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "rls-without-policy"
promise = "Every table with row security says who may see and change which rows."
slug = "policies"
answers = {"supabase": ("rls_enabled_no_policy",), "pgrls": ("SEC009",)}
applicability = api.Applicability.UNSAFE
after = ("rls-disabled", "unindexed-foreign-key")


@dataclass(frozen=True)
class Options(api.RowSecurityOptions):
    """Settings of [rules.rls-without-policy]."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Tables in the schemas that clients reach; not partitions."""
    for table in catalog.objects(api.Table):
        if table.ref.schema not in options.schemas or not table.row_security or table.parent is not None:
            continue
        if not catalog.children(table.ref, api.Policy):
            yield api.Problem(table.ref, _message(table))


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """Why another tool's finding does not hold."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return None
    if not table.row_security:
        return "row security is off"
    if policies := catalog.children(table.ref, api.Policy):
        return ", ".join(policy.ref.name for policy in policies)
    return "the policies of its parent; the direct way to the partition is closed" if table.parent else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The policies, and the index they want."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    try:
        wanted = api.protection(table, catalog, options)
    except api.OwnerUnknownError as error:
        return api.no_owner(finding, table, error)
    force = options.force and not table.force_row_security
    name = api.target(table.ref)
    return api.Fix(
        finding,
        title=f"{name}: policies by {wanted.by}",
        why=f"{_message(table)}.\nUsers get their own rows, by {wanted.by}.",
        slug=f"{table.ref.name}_policies",
        operations=(
            *wanted.indexes,
            *((api.Operation("force_row_security", {"table": table.ref}),) if force else ()),
            *wanted.policies,
        ),
        applicability=applicability,
        notes=wanted.notes,
    )


def _message(table: api.Table) -> str:
    return f"{api.target(table.ref)} has row security and no policy: only its owner sees a row"
