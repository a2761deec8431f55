"""Functions with their owner's rights that clients of an API may call.

What is wrong: ``anon``, which Supabase's API acts as for requests without a user, or ``authenticated``, which it acts as
for every user, may execute a SECURITY DEFINER function in a schema that the API shows: by itself or, as every new
function has it, through PUBLIC.

Why it matters: the function goes past row security as its owner does, and whoever has the role can call it with any
arguments.

What is done: REVOKE EXECUTE from the role and, where that has it, from PUBLIC, which alone would still let the role in.
Those of the platform's other roles that had it through PUBLIC alone get a grant of their own. Functions of triggers are
not looked for: only their trigger can call them.

What it locks: nothing that reads or writes wait for.

The way back: the privileges as they were.

When not to: where the function is part of the API, which then says "permission denied": let it check who calls it
instead. Refused is a function that a policy or a column's default calls, since whoever those are for needs EXECUTE: it
can be moved to a schema that the API does not show. A later DROP and CREATE of the function has PUBLIC's right again.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "definer-function-in-api"
promise = "Clients of the API call nothing that runs with its owner's rights."
slug = "revoke_execute"
answers = {
    "supabase": (
        "anon_security_definer_function_executable",
        "authenticated_security_definer_function_executable",
    ),
    "pgrls": ("SEC042",),
}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("mutable-search-path",)

Options = api.ExposureOptions


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """SECURITY DEFINER functions in the schemas of the API, once for each role that may execute them."""
    for function in catalog.objects(api.Function):
        if not _definer(function) or function.ref.schema not in options.schemas:
            continue
        for role in api.reaching(function, "EXECUTE", options.clients):
            message = f"runs with its owner's rights, and {role} may call it"
            yield api.Problem(function.ref, message, data={"grantee": role}, discriminator=role)


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the role may not, not even through PUBLIC, or that the function has no rights of its own."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return None
    if not function.security_definer:
        return "SECURITY INVOKER: it runs with its caller's rights"
    if not api.called_directly(function):
        return "its type: only a trigger can call it"
    roles = options.concerned(finding)
    return None if api.reaching(function, "EXECUTE", roles) else f"its privileges: not for {', '.join(roles)}"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """REVOKE EXECUTE, from PUBLIC as well."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return api.Refusal(finding, "unresolved", "there is no such function")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(function.ref)
    if callers := list(api.called_by(function, catalog)):
        reason = f"{', '.join(callers)} calls {name}, and whoever that is for needs EXECUTE"
        return api.Refusal(
            finding, "manual", reason, "Move the function to a schema that the API does not show."
        )
    taken = api.withdrawn(function, "EXECUTE", options.concerned(finding), options)
    return api.Fix(
        finding,
        title=f"{', '.join(taken.roles)} may no longer call {name}",
        why=f"{name} runs with its owner's rights, past row security, and clients may call it.",
        slug=f"{function.ref.name}_revoke_execute",
        operations=taken.operations,
        applicability=applicability,
        notes=taken.notes,
    )


def _definer(function: api.Function) -> bool:
    return function.security_definer and api.called_directly(function)
