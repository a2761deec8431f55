"""Tables and views that a role of the API may read though it need not.

What is wrong: ``anon``, which Supabase's API acts as for requests without a user, or ``authenticated``, which it acts as
for every user, may select from a table or view in a schema that the API shows, by itself or through PUBLIC.

Why it matters: the relation is part of what the API offers: its name and columns can be looked up, and its rows are read
as far as row security lets them. Supabase grants that on every new table.

What is done: REVOKE SELECT from the role, and from PUBLIC where that has it. Those of the platform's other roles that
had it through PUBLIC alone get a grant of their own. What else the role may do with it stays.

What it locks: nothing that reads or writes wait for.

The way back: the privileges as they were.

When not to: where the application reads it through the API as that role: it gets "permission denied", and so does who
updates or deletes with a condition, or reads another table whose policies look into this one. What later migrations
create is granted again by the default privileges.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "table-in-api"
promise = "A role of the API reads only what it is meant to."
slug = "revoke_select"
answers = {
    "supabase": ("pg_graphql_anon_table_exposed", "pg_graphql_authenticated_table_exposed"),
}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("relation-without-row-filter",)

Options = api.ExposureOptions


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Tables and views in the schemas of the API, once for each role that may select from them."""
    for relation in (*catalog.objects(api.Table), *catalog.objects(api.View)):
        if relation.ref.schema in options.schemas:
            for role in api.reaching(relation, "SELECT", options.clients):
                yield api.Problem(
                    relation.ref,
                    f"is offered to {role}, who may select from it",
                    data={"grantee": role},
                    discriminator=role,
                )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the role may not, not even through PUBLIC."""
    relation = _relation(finding, catalog)
    if relation is None:
        return None
    roles = options.concerned(finding)
    return None if api.reaching(relation, "SELECT", roles) else f"its privileges: not for {', '.join(roles)}"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """REVOKE SELECT, from PUBLIC as well."""
    relation = _relation(finding, catalog)
    if relation is None:
        return api.Refusal(finding, "unresolved", "there is no such table or view")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(relation.ref)
    taken = api.withdrawn(relation, "SELECT", options.concerned(finding), options)
    return api.Fix(
        finding,
        title=f"{', '.join(taken.roles)} may no longer select from {name}",
        why=f"{name} is part of what the API offers to {', '.join(options.concerned(finding))}.",
        slug=f"{relation.ref.name}_revoke_select",
        operations=taken.operations,
        applicability=applicability,
        notes=taken.notes,
    )


def _relation(finding: api.Finding, catalog: api.Catalog) -> api.Table | api.View | None:
    item = catalog.get(finding.target) if finding.target else None
    return item if isinstance(item, api.Table | api.View) else None
