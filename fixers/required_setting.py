"""Policies that fail while a setting is not set.

What is wrong: a policy reads a setting of the session with ``current_setting('…')``, which raises an error where the
setting was never set.

Why it matters: every query on the table fails for a session that has not said for whom it acts, a person's psql and a
job's among them.

What is done: ALTER POLICY with ``current_setting('…', true)``, which is NULL then, so that the comparison shows no row.
Where the value is cast, it becomes ``nullif(current_setting('…', true), '')``: after one SET LOCAL a setting is an empty
text, not NULL, for the rest of a pooled connection, and an empty text is no uuid.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: the clauses as they were.

When not to: where the error is wanted, since it tells of a session that has not said for whom it acts: afterwards its
queries find nothing. Refused is a call whose NULL could let rows through: behind OR, NOT, IS NULL, COALESCE or CASE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "required-setting"
promise = "A query without a user finds no rows instead of failing."
slug = "policy_settings"
answers = {"pgrls": ("SEC019",)}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("unchecked-write", "duplicate-policy", "multiple-permissive-policies")

_SELECT = re.compile(r"\(\s*select\s*\Z", re.IGNORECASE)
_NAMES = (("current_setting",), ("pg_catalog", "current_setting"))


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies that ask for a setting that has to be set."""
    for policy in catalog.objects(api.Policy):
        if _asking(policy.using) or _asking(policy.check):
            yield api.Problem(policy.ref, "fails while a setting is not set")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That no setting has to be set."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    if _asking(policy.using) or _asking(policy.check):
        return None
    return "it asks for no setting that has to be set"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER POLICY with current_setting(…, true)."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return api.Satisfied(finding, "it is gone")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = f'"{policy.ref.name}" on {api.target(policy.table)}'
    calls = [*_asking(policy.using), *_asking(policy.check)]
    if not all(call.compared for call in calls):
        reason = f"{name} asks for a setting where NULL could let rows through"
        return api.Refusal(
            finding,
            "manual",
            reason,
            "Compare the setting with = before anything else, then it can be left unset.",
        )
    return api.Fix(
        finding,
        title=f"{name} shows nothing while its setting is not set",
        why=f"{name} asks for a setting that is an error while it is not set.\nNULL shows no row instead.",
        slug=f"{policy.table.name}_policy_settings",
        operations=(
            api.Operation(
                "alter_policy",
                {
                    "policy": policy.ref,
                    "table": policy.table,
                    "using": _changed(policy.using),
                    "check": _changed(policy.check),
                },
            ),
        ),
        applicability=applicability,
        notes=("A session that has not said for whom it acts finds nothing now, where it failed before.",),
    )


def _asking(clause: str | None) -> list[api.Call]:
    """The calls of current_setting with one argument."""
    if clause is None or "current_setting" not in clause.lower():
        return []
    return [call for call in api.calls(clause) if call.parts in _NAMES and call.arguments == 1]


def _changed(clause: str | None) -> str | None:
    """The clause with a second argument for each; None where there is nothing to change."""
    changed = clause
    for call in reversed(_asking(clause)):
        assert clause is not None and changed is not None
        text = f"{clause[call.start : call.end - 1].rstrip()}, true)"
        start, end = call.start, call.end
        asked_once = _SELECT.search(clause[:start])
        closing = re.match(r"\s*\)", clause[end:])
        if asked_once and closing:  # what is asked once stays the setting alone, as linters look for it
            text = f"{clause[asked_once.start() : start]}{text}{closing[0]}"
            start, end = asked_once.start(), end + closing.end()
        cast = clause[end:].lstrip(") \n\t").startswith("::")
        if cast and not re.search(r"nullif\s*\(\s*\Z", clause[:start], re.IGNORECASE):
            text = f"nullif({text}, '')"
        changed = changed[:start] + text + changed[end:]
    return changed if changed != clause else None
