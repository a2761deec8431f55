"""Restrictive policies that restrict nothing.

What is wrong: a restrictive policy has the condition ``true``, and no other one for what is written.

Why it matters: it looks like a floor under the table's other policies, and every row that these show passes it.

What is done: DROP POLICY.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: CREATE POLICY as it was.

When not to: where the policy was meant to restrict something: then its condition is missing, and a person has to say it.
The rows that the table shows stay the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "inert-restrictive-policy"
promise = "Every restrictive policy restricts something."
slug = "drop_inert_policies"
answers = {"pgrls": ("SEC031",)}
applicability = api.Applicability.SAFE
by_default = False


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Restrictive policies whose every condition is true."""
    for policy in catalog.objects(api.Policy):
        if _inert(policy):
            yield api.Problem(policy.ref, "is restrictive and restricts nothing")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That the policy restricts what is read, or is not restrictive."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    if policy.permissive:
        return "it is permissive"
    return None if policy.using is not None and _true(policy.using) else "its condition"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP POLICY."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return api.Satisfied(finding, "it is gone")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = policy.ref.name
    if not _inert(policy):
        reason = f'"{name}" restricts what is written ({policy.check}), and nothing that is read'
        return api.Refusal(finding, "manual", reason, "Say which rows may be read, or leave it as it is.")
    return api.Fix(
        finding,
        title=f'drop "{name}", which restricts nothing',
        why=f'"{name}" on {api.target(policy.table)} is restrictive, and its condition is true for every row.',
        slug=f"{policy.table.name}_drop_inert_policy",
        operations=(api.Operation("drop_policy", {"policy": policy.ref, "table": policy.table}),),
        applicability=applicability,
        notes=(f'If "{name}" was meant to restrict something, its condition is missing.',),
    )


def _inert(policy: api.Policy) -> bool:
    clauses = [clause for clause in (policy.using, policy.check) if clause is not None]
    return not policy.permissive and bool(clauses) and all(_true(clause) for clause in clauses)


def _true(clause: str) -> bool:
    return clause.strip().strip("()").strip().lower() == "true"
