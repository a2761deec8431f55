"""Materialized views and foreign tables that clients of an API may read.

What is wrong: the API's roles may select from a materialized view or a foreign table in a schema that the API shows.

Why it matters: neither can have row security. A materialized view holds the rows that its owner saw when it was
refreshed, a foreign table gives those of the other server: whoever may select from them sees all of them.

What is done: REVOKE SELECT from ``anon`` and ``authenticated`` (or the ``roles`` of the configuration), and from PUBLIC
where that has it. Those of the platform's roles that had it through PUBLIC alone get a grant of their own.

What it locks: nothing that reads or writes wait for.

The way back: the privileges as they were.

When not to: where everybody is meant to see all of it, or the application reads it through the API: it gets "permission
denied". Move it to a schema that the API does not show, or let a function with conditions of its own read it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "relation-without-row-filter"
promise = "Clients of the API read nothing that row security cannot protect."
slug = "revoke_select"
answers = {
    "supabase": ("materialized_view_in_api", "foreign_table_in_api"),
    "pgrls": ("SEC053", "SEC054"),
}
applicability = api.Applicability.UNSAFE
by_default = ("supabase",)

Options = api.ExposureOptions


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Materialized views and foreign tables in the schemas of the API that its roles may select from."""
    relations: list[api.View | api.Table] = [*catalog.objects(api.View), *catalog.objects(api.Table)]
    for relation in relations:
        if (
            relation.ref.schema in options.schemas
            and _kind(relation)
            and (roles := _readers(relation, options))
        ):
            yield api.Problem(relation.ref, f"is a {_kind(relation)} that {', '.join(roles)} may select from")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the API's roles may not select from it."""
    relation = _relation(finding, catalog)
    if relation is None or _readers(relation, options):
        return None
    return f"its privileges: {', '.join(options.clients)} may not select from it"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """REVOKE SELECT."""
    relation = _relation(finding, catalog)
    if relation is None:
        return api.Refusal(finding, "unresolved", "there is no such materialized view or foreign table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(relation.ref)
    taken = api.withdrawn(relation, "SELECT", options.clients, options)
    return api.Fix(
        finding,
        title=f"{', '.join(taken.roles)} may no longer select from {name}",
        why=f"{name} is a {_kind(relation)}, which row security cannot protect: clients see all of it.",
        slug=f"{relation.ref.name}_revoke_select",
        operations=taken.operations,
        applicability=applicability,
        notes=taken.notes,
    )


def _relation(finding: api.Finding, catalog: api.Catalog) -> api.View | api.Table | None:
    item = catalog.get(finding.target) if finding.target else None
    return item if isinstance(item, api.View | api.Table) and _kind(item) else None


def _kind(relation: api.View | api.Table) -> str:
    """What it is, if it is something that row security cannot protect."""
    if isinstance(relation, api.View):
        return "materialized view" if relation.materialized else ""
    return "foreign table" if relation.server is not None else ""


def _readers(relation: api.Object, options: Options) -> tuple[str, ...]:
    return api.reaching(relation, "SELECT", options.clients)
