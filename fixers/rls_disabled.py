"""Tables that clients reach without row security.

What is wrong: row security is off on a table of a schema that clients reach.

Why it matters: whoever may select from the table sees every row, and whoever may update it changes every
row. Behind an API that lets clients query (Supabase, PostgREST) those are all users. The row security of
a partitioned table does not cover a partition that is read directly.

What is done: ENABLE ROW LEVEL SECURITY, one policy each for SELECT, INSERT, UPDATE and DELETE that gives
users their own rows, and the index that the policies want. Whose a row is comes from the configuration,
an owner column (``user_id``, ``owner_id`` …), the table's own key where it holds the users, or the one
foreign key that leads to a table that says it. The current user is ``auth.uid()`` on Supabase and the
setting ``app.current_user_id`` elsewhere, asked once per statement. A partition gets the policies of its
parent, and so does a table that inherits from one. Policies that are there already are kept, and row security is only
switched on. A finding about a policy is about the tables that the policy reads.

What it locks: ACCESS EXCLUSIVE on the table, for a moment: ENABLE and CREATE POLICY read no rows. The
index is built concurrently where the tool can.

The way back: the policies and the index are dropped, row security is off again.

When not to: where the application does not say for whom it acts, every row disappears from it. A table's
owner and roles with BYPASSRLS (``service_role``) go past policies; ``force = true`` binds the owner too,
and locks out an application that connects as the owner and does not say for whom. So does a finding of
pgrls, which wants it of every table. Tables whose owner cannot be told are refused:

    [rules.rls-disabled.owner]
    tags = "created_by"
    "public.task_messages" = "task_id -> user_id"
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fixer import api

rule = "rls-disabled"
promise = "Users see and change their own rows of every table that clients reach, and no others."
slug = "row_security"
answers = {
    "supabase": ("rls_disabled_in_public", "policy_exists_rls_disabled"),
    "pgrls": ("SEC001", "SEC025", "SEC032", "SEC041", "SEC043", "SEC051"),
    "review": ("row-level-security",),
}
after = ("unindexed-foreign-key", "suggested-sql")  # a policy that somebody asks for is there first
applicability = api.Applicability.UNSAFE


@dataclass(frozen=True)
class Options(api.RowSecurityOptions):
    """Settings of [rules.rls-disabled]."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Tables and partitions in the schemas that clients reach."""
    for table in catalog.objects(api.Table):
        if table.ref.schema not in options.schemas or table.persistence == "t" or table.row_security:
            continue
        yield api.Problem(table.ref, _message(table, catalog))


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """Why another tool's finding does not hold."""
    tables = _tables(finding, catalog)
    return "row security is on" if tables and all(table.row_security for table in tables) else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """Row security, with policies, and the index they want."""
    tables = _tables(finding, catalog)
    if not tables:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    first, *others = [table for table in tables if not table.row_security]
    made = _protected(first, finding, catalog, options)
    for table in others:
        more = _protected(table, finding, catalog, options)
        if isinstance(made, api.Refusal) or isinstance(more, api.Refusal):
            return made if isinstance(made, api.Refusal) else more
        made = replace(
            made,
            title=f"{made.title}; {more.title}",
            why=f"{made.why}\n{more.why}",
            operations=(*made.operations, *more.operations),
            notes=(*made.notes, *more.notes),
        )
    return made


def _tables(finding: api.Finding, catalog: api.Catalog) -> list[api.Table]:
    """The table that is named, or those that the named policy reads."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    refs = {finding.target} if policy is None else api.needs(policy, catalog) - {policy.table}
    found = (catalog.find(ref, api.Table) for ref in refs if ref is not None)
    return sorted((table for table in found if table is not None), key=lambda table: api.target(table.ref))


def _protected(
    table: api.Table, finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal:
    enable = api.Operation("enable_row_security", {"table": table.ref})
    options = replace(options, force=options.force or bool(finding.data.get("forced")))
    force = (api.Operation("force_row_security", {"table": table.ref}),) if options.force else ()
    name = api.target(table.ref)
    policies = catalog.children(table.ref, api.Policy)
    if policies:
        names = ", ".join(policy.ref.name for policy in policies)
        return api.Fix(
            finding,
            title=f"{name}: row security on, with the policies it has",
            why=f"{name} has policies ({names}) that do nothing, because its row security is off.",
            slug=f"{table.ref.name}_row_security",
            operations=(enable, *force),
            applicability=applicability,
            notes=_denied(policies, name),
        )
    try:
        wanted = api.protection(table, catalog, options)
    except api.OwnerUnknownError as error:
        return api.no_owner(finding, table, error)
    return api.Fix(
        finding,
        title=f"{name}: row security by {wanted.by}",
        why=f"{_sentence(_message(table, catalog))}\nUsers get their own rows, by {wanted.by}.",
        slug=f"{table.ref.name}_row_security",
        operations=(*wanted.indexes, enable, *force, *wanted.policies),
        applicability=applicability,
        notes=wanted.notes,
    )


def _denied(policies: Iterable[api.Policy], table: str) -> tuple[str, ...]:
    commands = ", ".join(command.upper() for command in api.denied(policies))
    return (f"No policy of {table} allows {commands}: only its owner may.",) if commands else ()


def _message(table: api.Table, catalog: api.Catalog) -> str:
    parent = api.parent_with_policies(table, catalog)
    if parent is not None and parent.row_security:
        what = "its partition" if table.parent else "what inherits from it:"
        return f"the row security of {api.target(parent.ref)} does not cover {what} {table.ref.name}"
    return f"row security is off: whoever may read {api.target(table.ref)} sees every row"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
