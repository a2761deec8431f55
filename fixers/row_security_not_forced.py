"""Tables whose owner goes past row security.

What is wrong: row security is on, and not forced: it does not hold for the table's owner.

Why it matters: an application that connects as the owner of its tables, as many do, sees and changes every row, whatever
the policies say; and so do SECURITY DEFINER functions and views of that owner.

What is done: FORCE ROW LEVEL SECURITY.

What it locks: ACCESS EXCLUSIVE on the table, for a moment.

The way back: NO FORCE ROW LEVEL SECURITY.

When not to: where the owner has to see all rows: for migrations that change data, functions and views that are meant to
go past the policies, and jobs. Where no policy is for the owner, it is locked out. Superusers and roles with BYPASSRLS
(on Supabase ``postgres`` and ``service_role``) go past policies all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "row-security-not-forced"
promise = "Row security holds for a table's owner, too."
slug = "force_row_security"
answers = {"pgrls": ("SEC002",)}
applicability = api.Applicability.UNSAFE
by_default = False
after = ("rls-disabled", "rls-without-policy")

Options = api.ExposureOptions


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Tables with row security in the schemas of the API that does not hold for their owner."""
    for table in catalog.objects(api.Table):
        if table.row_security and not table.force_row_security and table.ref.schema in options.schemas:
            yield api.Problem(table.ref, "has row security that does not hold for its owner")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That it holds for the owner."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    return "row security is forced" if table is not None and table.force_row_security else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """FORCE ROW LEVEL SECURITY."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = api.target(table.ref)
    if not table.row_security:
        reason = f"row security is off on {name}: there is nothing to force yet"
        return api.Refusal(finding, "manual", reason, "Switch it on first (rule rls-disabled).")
    denied = api.denied(catalog.children(table.ref, api.Policy))
    commands = ", ".join(command.upper() for command in denied)
    return api.Fix(
        finding,
        title=f"{name}: row security for its owner, too",
        why=f"The owner of {name} goes past its row security, and so does an application that connects as the owner.",
        slug=f"{table.ref.name}_force_row_security",
        operations=(api.Operation("force_row_security", {"table": table.ref}),),
        applicability=applicability,
        notes=(f"No policy of {name} allows {commands}: its owner may not either, then.",) if denied else (),
    )
