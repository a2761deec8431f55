"""Foreign keys that hold Supabase's users by something that changes.

What is wrong: a foreign key refers to ``auth.users`` by other columns than its primary key.

Why it matters: the schema ``auth`` is Supabase's, which may drop a unique constraint there with any update, and a phone
number is not the user for good: it changes, and the foreign key keeps it from changing.

What is done: the foreign key is dropped. The column stays, with what is in it.

What it locks: ACCESS EXCLUSIVE on the table and on ``auth.users``, for a moment.

The way back: the foreign key as it was, which checks every row.

When not to: where nothing else ties the rows to their users: add a column with the user's id first, and a foreign key on
that.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "foreign-key-to-auth-unique"
promise = "Foreign keys hold users by their id."
slug = "drop_keys_to_auth"
answers = {"supabase": ("fkey_to_auth_unique",)}
applicability = api.Applicability.UNSAFE
by_default = ("supabase",)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Foreign keys to other columns of auth.users than its primary key."""
    for key in catalog.objects(api.Constraint):
        if _by_another(key):
            yield api.Problem(key.ref, f"refers to auth.users by {', '.join(key.referenced_columns)}")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is gone."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    return "it is gone" if key is None else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP CONSTRAINT."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    if key is None or key.references is None:
        return api.Refusal(finding, "unresolved", "there is no such foreign key")
    name = f"{api.identifier(key.ref.name)} of {api.target(key.table)}"
    if not _by_another(key):
        reason = f"{name} refers to the id, and only the database knows by which of its unique indexes"
        again = "Drop it and add it again as REFERENCES auth.users, without columns: that is the primary key."
        return api.Refusal(finding, "manual", reason, again)
    columns = ", ".join(key.referenced_columns)
    return api.Fix(
        finding,
        title=f"drop {name}, which refers to auth.users by {columns}",
        why=f"{name} refers to auth.users by {columns}, which Supabase may change at any time.",
        slug=f"{key.table.name}_drop_key_to_auth",
        operations=(api.dropped(key, catalog),),
        applicability=applicability,
        notes=(
            f"Nothing ties {', '.join(key.columns)} to its user then: a column with the user's id would.",
        ),
    )


def _by_another(key: api.Constraint) -> bool:
    to_users = key.references is not None and (key.references.schema, key.references.name) == (
        "auth",
        "users",
    )
    return key.type == "f" and to_users and key.referenced_columns not in ((), ("id",))
