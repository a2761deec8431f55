"""Functions that say IMMUTABLE and tell who the user is.

What is wrong: a policy calls a function that is IMMUTABLE, and whose body reads a setting, the current user or a table.

Why it matters: PostgreSQL may work an IMMUTABLE call out once, while it plans, and keep the result in the plan. A plan
that is used again, by a prepared statement or in a pooled connection, then shows one user the rows of another.

What is done: ``ALTER FUNCTION … STABLE``, by identity arguments: it is asked anew for each statement.

What it locks: no table.

The way back: IMMUTABLE again.

When not to: where an index, a generated column or a constraint is made with the function, since PostgreSQL takes only
IMMUTABLE ones for these: that is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixer import api

rule = "immutable-session-function"
promise = "A policy asks anew who the user is in every statement."
slug = "stable_functions"
answers = {"pgrls": ("SEC046",)}
applicability = api.Applicability.SAFE

_STATE = re.compile(r"\b(current_setting|current_user|session_user|current_role|auth\s*\.\s*\w+)\b", re.I)
"""What says who the user is, and is another thing in the next statement."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies that call such functions."""
    for policy in catalog.objects(api.Policy):
        if called := [function for function in _called(policy, catalog) if _suspect(function)]:
            names = ", ".join(api.target(function.ref) for function in called)
            yield api.Problem(policy.ref, f"calls {names}, which is IMMUTABLE and reads what changes")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That no function of the policy says so."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    if any(_suspect(function) for function in _called(policy, catalog)):
        return None
    return "no function that it calls is IMMUTABLE and reads what changes"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER FUNCTION … STABLE."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return api.Satisfied(finding, "it is gone")
    suspects = [function for function in _called(policy, catalog) if _suspect(function)]
    if not suspects:
        return api.Satisfied(finding, satisfied(finding, catalog, options) or "it calls none")
    for function in suspects:
        for item in api.built_with(function, catalog):
            reason = f"{api.target(item)} is made with {api.target(function.ref)}, which has to be IMMUTABLE for that"
            return api.Refusal(finding, "manual", reason, "Give the policy a function of its own, STABLE.")
    names = ", ".join(api.target(function.ref) for function in suspects)
    return api.Fix(
        finding,
        title=f"{names} is STABLE",
        why=f'The policy "{policy.ref.name}" of {api.target(policy.table)} calls {names}, which is IMMUTABLE and reads '
        "what changes.\nA plan that is used again would show one user the rows of another.",
        slug=f"{suspects[0].ref.name}_stable",
        operations=tuple(
            api.Operation("set_function_volatility", {"function": function.ref, "volatility": "stable"})
            for function in suspects
        ),
        applicability=applicability,
    )


def _suspect(function: api.Function) -> bool:
    """Whether a function promises the same for ever and reads what changes: the session, or a table."""
    if function.volatility != "immutable" or function.language not in ("sql", "plpgsql"):
        return False
    return _STATE.search(function.body or "") is not None or _reads_table(function)


def _reads_table(function: api.Function) -> bool:
    try:
        names = api.read_body(function.source).names
    except api.BodyNotUnderstood:
        return False
    return any(name.kind == "relation" for name in names)


def _called(policy: api.Policy, catalog: api.Catalog) -> Iterator[api.Function]:
    """The project's functions that a policy calls, each once."""
    found: dict[api.ObjectRef, api.Function] = {}
    for clause in (policy.using, policy.check):
        for name in api.names_in_expression(clause) if clause is not None else ():
            ref = api.resolve(catalog, name) if name.kind == "function" else None
            function = catalog.find(ref, api.Function) if ref is not None else None
            if function is not None:
                found |= {item.ref: item for item in catalog.routines(function.ref.schema, function.ref.name)}
    yield from found.values()
