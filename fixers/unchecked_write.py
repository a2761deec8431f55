"""Policies that let users write rows that they may not see.

What is wrong: a policy for UPDATE or ALL says whose rows it is about in USING, and its WITH CHECK does not: it is
``true``, or it uses none of the columns that USING scopes rows by.

Why it matters: without a WITH CHECK, PostgreSQL holds new rows to USING. One that says less takes that away: users
insert rows in somebody else's name, or hand theirs to somebody else.

What is done: ALTER POLICY with USING as WITH CHECK, and what WITH CHECK demanded besides.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: WITH CHECK as it was.

When not to: where users are meant to write rows for others, or to give rows away: an audit log, an invitation. Writes
that went through fail then. A policy without anything to go by (INSERT, or USING that is true) is refused: the rule for
what may be written is the application's.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "unchecked-write"
promise = "Nobody writes a row that a policy would not show them."
slug = "policy_check"
answers = {"pgrls": ("SEC006", "SEC020", "SEC040")}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("duplicate-policy", "multiple-permissive-policies", "inert-restrictive-policy")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies whose WITH CHECK says less than their USING."""
    for policy in catalog.objects(api.Policy):
        if _open(policy) and _scoped(policy):
            yield api.Problem(policy.ref, "holds the rows that are written to less than those that are read")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That what is written is held to a condition."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    if _open(policy):
        return None
    if policy.command in ("select", "delete"):
        return f"FOR {policy.command.upper()} writes no row that could be checked"
    return "its USING, which new rows are held to as well" if policy.check is None else "its WITH CHECK"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER POLICY with USING as WITH CHECK."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return api.Satisfied(finding, "it is gone")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = f'"{policy.ref.name}" on {api.target(policy.table)}'
    if not _scoped(policy):
        reason = f"{name} has no condition that says which rows may be written"
        return api.Refusal(finding, "manual", reason, "Say in WITH CHECK which rows may be written.")
    using = policy.using or ""
    check = using if policy.check is None or _true(policy.check) else f"({using}) AND ({policy.check})"
    return api.Fix(
        finding,
        title=f"{name} holds what is written to its USING",
        why=f"{name} says in USING whose rows it is about, and lets anybody's be written.\n"
        "New rows are held to the same.",
        slug=f"{policy.table.name}_policy_check",
        operations=(
            api.Operation(
                "alter_policy", {"policy": policy.ref, "table": policy.table, "using": None, "check": check}
            ),
        ),
        applicability=applicability,
    )


def _scoped(policy: api.Policy) -> bool:
    """Whether USING says which rows the policy is about."""
    return policy.command in ("all", "update") and policy.using is not None and not _true(policy.using)


def _open(policy: api.Policy) -> bool:
    """Whether what is written is held to nothing, or to nothing that USING scopes rows by."""
    if policy.command in ("select", "delete"):
        return False
    if policy.check is None:
        return policy.using is None or _true(policy.using)
    if _true(policy.check):
        return True
    if not _scoped(policy) or api.implies(policy.check, policy.using or ""):
        return False
    scope = api.columns_of(policy.using or "")
    return bool(scope) and not scope & api.columns_of(policy.check) and "select" not in policy.check.lower()


def _true(clause: str) -> bool:
    return clause.strip().strip("()").strip().lower() == "true"
