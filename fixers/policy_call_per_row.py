"""Policies that ask who the user is for every row.

What is wrong: a policy calls ``auth.uid()``, another function of the schema ``auth``, or ``current_setting()`` where
PostgreSQL evaluates it for each row that it looks at.

Why it matters: the answer is the same for all rows of a statement. Asked per row it costs a function call, and the
parsing of a JSON text, for every row of a scan and every row that is written.

What is done: ALTER POLICY with each such call as ``(select …)``, which PostgreSQL asks once per statement (an
InitPlan), by its position in the expression: the rest stays as it was written, and a clause in which nothing changes
is not touched. Calls that are in a sub-select without FROM already are left alone, and so are those that are not the
same in every row: what takes a column as an argument, and functions that are VOLATILE. ``functions`` names further
functions to treat like these, which have to be STABLE.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: the clauses as they were.

When not to: never, for the rows that a policy lets through stay the same. Not changed is a call behind ``= ANY`` or
alone behind ``IN``, where a sub-select would be a set of rows: ``x = f()`` says the same as ``x IN (f())``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "policy-call-per-row"
promise = "Policies ask who the user is once per statement."
slug = "policy_calls_once"
answers = {
    "supabase": ("auth_rls_initplan",),
    "pgrls": ("PERF001",),
    "review": ("policy-performance",),
}
applicability = api.Applicability.SAFE
after = (
    *("rls-disabled", "rls-without-policy", "duplicate-policy", "multiple-permissive-policies"),
    *("unchecked-write", "required-setting"),
)

_PLATFORM = ("uid", "jwt", "role", "email")
"""Supabase's functions in the schema auth (documentation, Row Level Security, Helper functions): all are STABLE."""
_SETTING = (("current_setting",), ("pg_catalog", "current_setting"))


_IN_A_LIST = (
    "behind IN or = ANY a sub-select would be a set of rows, so what is called there is asked for every row"
)
_COMPARE = (
    "Write x = f() for x IN (f()), and an array in a sub-select with its type: = ANY ((select f())::uuid[])."
)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.policy-call-per-row]."""

    functions: tuple[str, ...] = ()
    """Further functions, ``schema.name``, that say the same in every row of a statement."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Policies of which a call can be asked once instead."""
    for policy in catalog.objects(api.Policy):
        if named := _per_row(policy, catalog, options):
            yield api.Problem(policy.ref, f"asks {', '.join(named)} for every row")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That nothing is asked for every row, but for what cannot be put into a sub-select."""
    policies = _policies(finding, catalog)
    clauses = [clause for policy in policies for clause in (policy.using, policy.check) if clause]
    if not policies:
        return "it is gone" if finding.target is not None and finding.target.kind == "policy" else None
    if any(_changed(clause, catalog, options) for clause in clauses):
        return None
    if not any(_wanted(clause, catalog, options) for clause in clauses):
        return "what it calls is asked once per statement, or is not the same in every row"
    if any(call.once for clause in clauses for call in api.calls(clause)):
        return f"the sub-selects that it has: {_IN_A_LIST}"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER POLICY with the calls in sub-selects."""
    policies = _policies(finding, catalog)
    if not policies:
        by = satisfied(finding, catalog, options)
        return (
            api.Satisfied(finding, by)
            if by
            else api.Refusal(finding, "unresolved", "there is no such policy")
        )
    calling = [policy for policy in policies if _per_row(policy, catalog, options)]
    if not calling:
        by = satisfied(finding, catalog, options)
        return api.Satisfied(finding, by) if by else api.Refusal(finding, "manual", _IN_A_LIST, _COMPARE)
    named = dict.fromkeys(name for policy in calling for name in _per_row(policy, catalog, options))
    table = calling[0].table
    listed = ", ".join(f'"{policy.ref.name}"' for policy in calling)
    return api.Fix(
        finding,
        title=f"{listed} asks {', '.join(named)} once per statement",
        why=f"The policy {listed} of {api.target(table)} asks {', '.join(named)} for every row.\n"
        "In a sub-select PostgreSQL asks once per statement.",
        slug=f"{table.name}_policy_calls_once",
        operations=tuple(
            api.Operation(
                "alter_policy",
                {
                    "policy": policy.ref,
                    "table": table,
                    "using": _changed(policy.using, catalog, options),
                    "check": _changed(policy.check, catalog, options),
                },
            )
            for policy in calling
        ),
        applicability=applicability,
    )


def _policies(finding: api.Finding, catalog: api.Catalog) -> list[api.Policy]:
    """The policy that is named, or those of the table that is."""
    ref = finding.target
    if ref is None:
        return []
    policy = catalog.find(ref, api.Policy)
    return [policy] if policy is not None else list(catalog.children(ref, api.Policy))


def _per_row(policy: api.Policy, catalog: api.Catalog, options: Options) -> list[str]:
    """The calls that are to be asked once, as written, each once."""
    found: dict[str, None] = {}
    for clause in (policy.using, policy.check):
        if clause is not None:
            _text, done = _asked_once(clause, catalog, options)
            found |= dict.fromkeys(" ".join(clause[call.start : call.end].split()) for call in done)
    return list(found)


def _changed(clause: str | None, catalog: api.Catalog, options: Options) -> str | None:
    """The clause with the calls in sub-selects; None where nothing changes."""
    text, done = _asked_once(clause, catalog, options) if clause is not None else ("", ())
    return text if done else None


def _asked_once(clause: str, catalog: api.Catalog, options: Options) -> tuple[str, tuple[api.Call, ...]]:
    wanted = _wanted(clause, catalog, options)
    return api.asked_once(clause, wanted) if wanted else (clause, ())


def _wanted(clause: str, catalog: api.Catalog, options: Options) -> list[api.Call]:
    text = clause.lower()
    if "current_setting" not in text and "auth" not in text and not options.functions:
        return []  # most policies, and reading one costs more than looking
    return [
        call
        for call in api.calls(clause)
        if call.constant and not call.once and _same_for_all(call, catalog, options)
    ]


def _same_for_all(call: api.Call, catalog: api.Catalog, options: Options) -> bool:
    """Whether a function gives the same for all rows of a statement."""
    if call.parts in _SETTING:
        return True
    schema, _, name = ".".join(call.parts).rpartition(".")
    known = catalog.routines(schema or "public", name)
    if schema != "auth" and ".".join(call.parts) not in options.functions:
        return False
    if known:
        return all(function.volatility != "volatile" for function in known)
    return schema == "auth" and name in _PLATFORM
