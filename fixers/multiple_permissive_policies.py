"""Several policies that one could stand for.

What is wrong: two or more permissive policies of a table are for the same role and command.

Why it matters: PostgreSQL asks all of them, joined with OR, for every row.

What is done: one of them gets the conditions of all, joined with OR, and the others are dropped. A policy FOR ALL beside
one for the command becomes three for the other commands first. Which rows may be read and written stays the same: what
PostgreSQL joins is joined in the policy, USING with USING and WITH CHECK with WITH CHECK, or USING where there is none.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: every policy as it was.

When not to: where the policies say different things to the people who read them: one policy with an OR is harder to
review, and its name says less. Refused are policies for different roles (PUBLIC and ``authenticated``): merged, they would
let other rows through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixer import api

rule = "multiple-permissive-policies"
promise = "One policy says what a role may do with a table's rows."
slug = "merge_policies"
answers = {"supabase": ("multiple_permissive_policies",)}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("duplicate-policy", "rls-disabled", "rls-without-policy")

_COMMANDS = ("select", "insert", "update", "delete")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Tables with several permissive policies for one role and command that can be merged, once for each command."""
    for table in catalog.objects(api.Table):
        policies = catalog.children(table.ref, api.Policy)
        for command in _COMMANDS if len(policies) > 1 else ():
            for roles in sorted({policy.roles for policy in policies}):
                group = [policy for policy in _for(policies, command) if policy.roles == roles]
                if len(group) > 1:
                    names = ", ".join(f'"{policy.ref.name}"' for policy in group)
                    yield api.Problem(
                        table.ref,
                        f"has several policies for {command.upper()}: {names}",
                        data={"roles": roles, "action": command.upper()},
                        discriminator=f"{','.join(roles)} {command}",
                    )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That one policy is left for the role and command that the finding names."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None or len(_group(finding, catalog)) > 1:
        return None
    return "the one policy that is there for it"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER POLICY with OR, DROP POLICY for the others."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    group = _group(finding, catalog)
    if len(group) < 2:
        return api.Satisfied(finding, "the one policy that is there for it")
    name = api.target(table.ref)
    if len({frozenset(policy.roles) for policy in group}) > 1:
        said = "; ".join(f'"{policy.ref.name}" for {_roles(policy)}' for policy in group)
        reason = f"{name} has policies for different roles, which cannot become one: {said}"
        return api.Refusal(
            finding, "manual", reason, "Give them the same roles, or decide which of them is not needed."
        )
    command = _action(finding)
    listed = ", ".join(f'"{policy.ref.name}"' for policy in group)
    return api.Fix(
        finding,
        title=f"{name}: one policy for {command.upper()} instead of {listed}",
        why=f"{name} has several permissive policies for {command.upper()}, which are all asked for every row: {listed}.",
        slug=f"{table.ref.name}_merge_policies",
        operations=tuple(_merged(table, group, command, catalog)),
        applicability=applicability,
    )


def _action(finding: api.Finding) -> str:
    return str(finding.data.get("action") or "select").lower()


def _for(policies: Iterable[api.Policy], command: str) -> list[api.Policy]:
    """The permissive policies that are asked for a command, by name."""
    found = [policy for policy in policies if policy.permissive and policy.command in (command, "all")]
    return sorted(found, key=lambda policy: policy.ref.name)


def _group(finding: api.Finding, catalog: api.Catalog) -> list[api.Policy]:
    """The policies that a finding is about: for a role, PUBLIC's among them, or for exactly these roles."""
    if finding.target is None:
        return []
    asked = _for(catalog.children(finding.target, api.Policy), _action(finding))
    if "roles" in finding.data:
        return [policy for policy in asked if policy.roles == finding.data["roles"]]
    role = finding.data.get("role")
    return [policy for policy in asked if not role or role in policy.roles or "" in policy.roles]


def _roles(policy: api.Policy) -> str:
    return ", ".join(role or "PUBLIC" for role in policy.roles)


def _merged(
    table: api.Table, group: list[api.Policy], command: str, catalog: api.Catalog
) -> Iterator[api.Operation]:
    whole = all(policy.command == "all" for policy in group)
    kept = next((policy for policy in group if whole or policy.command != "all"), None)
    assert kept is not None  # a policy for the command alone, where not all are for all commands
    taken = {policy.ref.name for policy in catalog.children(table.ref, api.Policy)}
    for policy in group:
        if policy.ref != kept.ref:
            yield api.Operation("drop_policy", {"policy": policy.ref, "table": table.ref})
    for policy in group:
        for other in _COMMANDS if policy.command == "all" and not whole else ():
            if other != command:
                yield _alone(table, policy, other, taken)
    using = None if command == "insert" and not whole else _joined(policy.using for policy in group)
    writes = whole or command in ("insert", "update")
    check = _joined(policy.check or policy.using for policy in group) if writes else None
    if check == using and kept.check is None:
        check = None
    changed = {
        "using": using if using != kept.using else None,
        "check": check if check != kept.check else None,
    }
    if any(changed.values()):
        yield api.Operation("alter_policy", {"policy": kept.ref, "table": table.ref, **changed})


def _alone(table: api.Table, policy: api.Policy, command: str, taken: set[str]) -> api.Operation:
    """What a policy for all commands says of one."""
    number, name = 0, api.object_name(policy.ref.name, "", command)
    while name in taken:
        number += 1
        name = api.object_name(policy.ref.name, "", f"{command}{number}")
    taken.add(name)
    return api.Operation(
        "create_policy",
        {
            "name": name,
            "table": table.ref,
            "command": command,
            "roles": [] if "" in policy.roles else list(policy.roles),
            "permissive": True,
            "using": None if command == "insert" else policy.using,
            "check": (policy.check or policy.using)
            if command == "insert"
            else policy.check
            if command == "update"
            else None,
        },
    )


def _joined(conditions: Iterable[str | None]) -> str | None:
    """The conditions with OR between them, each once; a policy without one lets nothing through."""
    found = list(dict.fromkeys(condition for condition in conditions if condition is not None))
    return found[0] if len(found) == 1 else " OR ".join(f"({condition})" for condition in found) or None
