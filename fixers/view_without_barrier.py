"""Views that a caller's function can look behind.

What is wrong: a view that narrows a table with row security is not a security barrier.

Why it matters: PostgreSQL may ask a cheap function in the caller's WHERE before the view's own conditions, and hand it
rows that the view would not have shown. Row security itself cannot be passed that way.

What is done: ``ALTER VIEW … SET (security_barrier = true)``: the view's conditions come first, and only functions and
operators that are LEAKPROOF are asked before them.

What it locks: ACCESS EXCLUSIVE on the view, for a moment.

The way back: the option as it was, or none.

When not to: where nobody can create or call functions of their own, as behind an API, the barrier protects from little,
and it keeps PostgreSQL from using an index for a caller's condition that is not LEAKPROOF: look at the plans of queries
on the view. A later CREATE OR REPLACE VIEW without the option takes it off again.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "view-without-barrier"
promise = "No function of a caller sees rows that a view does not show."
slug = "security_barrier"
answers = {"pgrls": ("VIEW002",)}
applicability = api.Applicability.SAFE
by_default = False
after = ("security-definer-view", "rls-disabled")

Options = api.ExposureOptions


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Views in the schemas of the API that read a table with row security."""
    for view in catalog.objects(api.View):
        plain = not view.materialized and view.ref.schema in options.schemas
        if plain and not api.is_on(view, "security_barrier") and api.reads_row_security(view, catalog):
            yield api.Problem(view.ref, "narrows a table with row security and is no security barrier")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the view is a barrier."""
    view = catalog.find(finding.target, api.View) if finding.target else None
    barrier = view is not None and api.is_on(view, "security_barrier")
    return "WITH (security_barrier = true)" if barrier else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET (security_barrier = true)."""
    view = catalog.find(finding.target, api.View) if finding.target else None
    if view is None or view.materialized:
        return api.Refusal(finding, "unresolved", "there is no such view")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(view.ref)
    return api.Fix(
        finding,
        title=f"{name} is a security barrier",
        why=f"A function in a caller's WHERE may see rows that {name} leaves out.\nIts own conditions come first now.",
        slug=f"{view.ref.name}_security_barrier",
        operations=(api.Operation("set_view_option", {"view": view.ref, "option": "security_barrier"}),),
        applicability=applicability,
        notes=(f"Queries on {name} may use other indexes: look at their plans.",),
    )
