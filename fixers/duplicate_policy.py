"""Policies that another policy of the table says already.

What is wrong: two policies of a table are for the same command and roles, are both permissive or both restrictive, and
have the same conditions.

Why it matters: one of them does nothing but be asked, and who changes the other one believes to have changed the rule.

What is done: DROP POLICY. Of those that say the same, the first by name stays.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: CREATE POLICY as it was.

When not to: never, for the rows that the table shows stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "duplicate-policy"
promise = "No two policies of a table say the same."
slug = "drop_duplicate_policies"
answers = {"pgrls": ("HYG003",)}
applicability = api.Applicability.SAFE


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies that one with an earlier name says already."""
    for policy in catalog.objects(api.Policy):
        twins = _twins(policy, catalog)
        if twins and twins[0].ref.name < policy.ref.name:
            yield api.Problem(policy.ref, f'says the same as "{twins[0].ref.name}"')


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That no other policy says the same, or that this one is the one to stay."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    twins = _twins(policy, catalog)
    if not twins:
        return "no other policy of its table says the same"
    if policy.ref.name < twins[0].ref.name:
        return f'it stays: "{twins[0].ref.name}", which says the same, is the one to go'
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP POLICY."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return api.Satisfied(finding, "it is gone")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name, kept = policy.ref.name, _twins(policy, catalog)[0].ref.name
    return api.Fix(
        finding,
        title=f'drop "{name}", which says the same as "{kept}"',
        why=f'"{name}" on {api.target(policy.table)} says the same as "{kept}".',
        slug=f"{policy.table.name}_drop_duplicate_policy",
        operations=(api.Operation("drop_policy", {"policy": policy.ref, "table": policy.table}),),
        applicability=applicability,
    )


def _twins(policy: api.Policy, catalog: api.Catalog) -> list[api.Policy]:
    """The other policies of its table that say the same, by name."""
    found = [other for other in catalog.children(policy.table, api.Policy) if _same(policy, other)]
    return sorted(found, key=lambda other: other.ref.name)


def _same(policy: api.Policy, other: api.Policy) -> bool:
    if policy.ref == other.ref or policy.command != other.command or policy.permissive != other.permissive:
        return False
    return (
        set(policy.roles) == set(other.roles)
        and _alike(policy.using, other.using)
        and _alike(policy.check, other.check)
    )


def _alike(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or api.equivalent(one, other)
