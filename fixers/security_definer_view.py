"""Views through which clients see what row security hides from them.

What is wrong: a view runs with the rights of its owner, so that the row security of the tables behind it is asked
about the owner, not about who selects from the view.

Why it matters: the owner of a table, and roles that go past row security, see all of its rows, and through the view so
does whoever may select from it.

What is done: ``ALTER VIEW … SET (security_invoker = true)``, from PostgreSQL 15 on: the tables are read with the rights
of who asks. Looked for are, on Supabase, the views that anon or authenticated may select from; when selected
elsewhere, those that read a table with row security, or a view that does.

What it locks: ACCESS EXCLUSIVE on the view, for a moment.

The way back: the option as it was, or none.

When not to: rows vanish for those whom row security keeps from them, and that may be what the view was made for: one
that shows everybody a few columns of all users, say. Who selects from the view then needs SELECT on the tables behind
it, too. A later CREATE OR REPLACE VIEW without WITH (security_invoker = true) takes the option off again. A view that
this one reads keeps the rights that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixer import api

rule = "security-definer-view"
promise = "A view shows nobody more than the tables behind it do."
slug = "security_invoker"
answers = {"supabase": ("security_definer_view",), "pgrls": ("VIEW001",)}
applicability = api.Applicability.UNSAFE
by_default = ("supabase",)
after = ("rls-disabled",)

Options = api.ExposureOptions
_FIRST_WITH_INVOKERS = 15
"""The first version whose views have the option (release notes of 15)."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Views in the schemas of the API that clients reach, or that read what row security protects."""
    for view in catalog.objects(api.View):
        if view.materialized or view.ref.schema not in options.schemas or _invoker(view):
            continue
        reached = api.reaching(view, "SELECT", options.clients)
        if reached if options.platform == "supabase" else api.reads_row_security(view, catalog):
            yield api.Problem(view.ref, "runs with the rights of its owner, past row security")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the view runs with its caller's rights."""
    view = catalog.find(finding.target, api.View) if finding.target else None
    return "WITH (security_invoker = true)" if view is not None and _invoker(view) else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET (security_invoker = true)."""
    view = catalog.find(finding.target, api.View) if finding.target else None
    if view is None:
        return api.Refusal(finding, "unresolved", "there is no such view")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(view.ref)
    if view.materialized:
        reason = f"{name} is materialized: it holds the rows that its owner saw, whoever reads it"
        return api.Refusal(finding, "manual", reason, "Decide who may read it, or make it a plain view.")
    if catalog.major < _FIRST_WITH_INVOKERS:
        reason = f"views of PostgreSQL {catalog.major} always run with the rights of their owner"
        decide = (
            f"Take {name} from the clients, or have it ask for the user itself, until the database is at 15."
        )
        return api.Refusal(finding, "manual", reason, decide)
    return api.Fix(
        finding,
        title=f"{name} runs with the rights of who asks",
        why=f"{name} reads its tables with the rights of its owner, and so shows what row security hides.\n"
        "It is read with the rights of who asks (PostgreSQL 15 and later).",
        slug=f"{view.ref.name}_security_invoker",
        operations=(api.Operation("set_view_option", {"view": view.ref, "option": "security_invoker"}),),
        applicability=applicability,
        notes=tuple(_notes(view, catalog, options)),
    )


def _invoker(view: api.View) -> bool:
    return api.is_on(view, "security_invoker")


def _notes(view: api.View, catalog: api.Catalog, options: Options) -> Iterator[str]:
    """Who will see less than row security would give, and what stays as it is."""
    readers = api.reaching(view, "SELECT", options.clients)
    names = {name.parts for name in api.names_in_statement(view.query) if name.kind == "relation"}
    for parts in sorted(names):
        if parts[0] == "auth" and len(parts) > 1 and readers and options.platform == "supabase":
            yield f"{', '.join(readers)} may not select from {'.'.join(parts)}: the view fails for them."
    for item in api.tables_read(view, catalog):
        there = api.reaching(item, "SELECT", readers)
        without = [role for role in readers if role not in there]
        if without:
            yield f"{', '.join(without)} may not select from {api.target(item.ref)}: the view fails for them."
        if isinstance(item, api.View) and not _invoker(item):
            yield f"{api.target(item.ref)}, which it reads, still runs with the rights of its owner."
