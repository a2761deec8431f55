"""Who may use what clients of an API reach, and taking it from some of them and from no one else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fixer.catalog.acl import PUBLIC, entries
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object, Table, View
from fixer.ddl.owner import role_text
from fixer.ddl.texts.depends import needs
from fixer.model import Finding, ObjectRef, Operation
from fixer.registry import CLIENTS, Options
from fixer.sql.quote import target
from fixer.values import Value

_PLATFORM_ROLES = (*CLIENTS, "service_role")
"""The roles that Supabase's API acts as (Supabase documentation, Postgres Roles)."""
_WORDS = {"view": "TABLE", "materialized view": "TABLE", "aggregate": "FUNCTION"}


@dataclass(frozen=True)
class ExposureOptions(Options):
    """The settings of the rules about what an API shows."""

    schemas: tuple[str, ...] = ("public",)
    """Schemas that the API shows."""
    roles: tuple[str, ...] = ()
    """The roles that its clients have, where these are others than the platform's."""

    @property
    def clients(self) -> tuple[str, ...]:
        """The roles that the API acts as for its clients."""
        return self.roles or CLIENTS

    def concerned(self, finding: Finding) -> tuple[str, ...]:
        """The role that a finding is about; all of them where it does not say."""
        said = finding.data.get("grantee")
        return (str(said),) if said else self.clients


class Withdrawal(Value, frozen=True):
    """What takes a privilege from some roles, who had it, and what there is to know about it."""

    roles: tuple[str, ...]
    """From whom it is revoked, as SQL has them."""
    operations: tuple[Operation, ...]
    notes: tuple[str, ...]


def reaching(item: Object, privilege: str, roles: Sequence[str]) -> tuple[str, ...]:
    """Those of the roles that have the privilege on the whole object, by themselves or through PUBLIC."""
    acl = entries(item.ref, item.grants).get("", {})
    return tuple(
        role for role in roles if any(privilege in acl.get(grantee, {}) for grantee in (role, PUBLIC))
    )


def withdrawn(item: Object, privilege: str, roles: Sequence[str], options: Options) -> Withdrawal:
    """REVOKE from the roles and, as that would be of no use while everybody has the privilege, from PUBLIC.

    The platform's other roles that had it through PUBLIC alone keep it, by a GRANT of their own.
    """
    acl = entries(item.ref, item.grants).get("", {})
    holders = [grantee for grantee in (PUBLIC, *roles) if privilege in acl.get(grantee, {})]
    what = {
        "privilege": privilege,
        "object": item.ref,
        "word": _WORDS.get(item.ref.kind, item.ref.kind.upper()),
    }
    texts = tuple(role_text(grantee) for grantee in holders)
    operations = [Operation("revoke", {**what, "roles": ", ".join(texts)})]
    notes = []
    if PUBLIC in holders:
        others = _PLATFORM_ROLES if options.platform == "supabase" else ()
        kept = [role for role in others if role not in roles and privilege not in acl.get(role, {})]
        if kept:
            operations.append(Operation("grant", {**what, "roles": ", ".join(map(role_text, kept))}))
        named = ", ".join(kept) or "the owner"
        notes.append(
            f"Through PUBLIC everybody had {privilege} on {target(item.ref)}: a role that has no grant of its own "
            f"loses it, but for {named}."
        )
    return Withdrawal(texts, tuple(operations), tuple(notes))


def tables_read(view: View, catalog: Catalog) -> Iterator[Object]:
    """The tables and views that a view reads itself, in order of their names."""
    refs = sorted(needs(view, catalog), key=lambda ref: (ref.schema, ref.name))
    for ref in refs:
        item = catalog.get(ref)
        if isinstance(item, Table | View):
            yield item


def called_directly(function: Function) -> bool:
    """Whether a client can call it at all: a trigger's function only its trigger can."""
    return function.returns is None or function.returns.name not in ("trigger", "event_trigger")


def reads_row_security(view: View, catalog: Catalog, seen: frozenset[ObjectRef] = frozenset()) -> bool:
    """Whether a table with row security is behind a view, or behind a view that it reads."""
    read = list(tables_read(view, catalog))
    views = [item for item in read if isinstance(item, View) and item.ref not in seen]
    return any(isinstance(item, Table) and item.row_security for item in read) or any(
        reads_row_security(item, catalog, seen | {view.ref, item.ref}) for item in views
    )


def is_on(view: View, option: str) -> bool:
    """Whether a boolean option of a view is set to something that PostgreSQL reads as true (parse_bool)."""
    return any(
        name == option and value.lower() in ("true", "on", "yes", "1")
        for name, _, value in (written.partition("=") for written in view.options)
    )
