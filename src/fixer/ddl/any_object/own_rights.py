"""REVOKE from a role that may be the one which runs the migrations: as the owner it loses its own rights, which it has without
any grant; for any other role without a grant nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.acl import MAINTAIN, OWNER, PUBLIC, PUBLIC_SCHEMA, entries
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.base import Session, Withheld
from fixer.ddl.owner import CURRENT
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target

_DEFAULTS = "default privileges"
_SUPERUSER = "postgres"
"""The one that a server has at first, as it is usually called: that it is granted something does not tell it from the owner."""
_NEVER_RUN = frozenset({PUBLIC, OWNER, *CURRENT, "anon", "authenticated", "service_role"})
"""What is no role, who is known to own the object, and the roles by which a platform lets clients in."""


def changed(
    catalog: Catalog, session: Session, item: Object, giving: bool, grantee: str, privileges: set[str]
) -> None:
    """Takes note of a GRANT or REVOKE of privileges on an object as a whole, from a role that may own it."""
    if giving:
        for earlier in session.withheld:
            if earlier.role == grantee and item.ref in earlier.privileges:
                earlier.privileges[item.ref] -= privileges
    elif _may_own(catalog, session, item, grantee):
        start = session.origin.start if session.origin is not None else 0
        last = session.withheld[-1] if session.withheld else None
        if last is None or (last.role, last.start) != (grantee, start):
            session.withheld.append(last := Withheld(grantee, start))
        unknown = {MAINTAIN} if catalog.major < 17 else set()
        last.privileges.setdefault(item.ref, set()).update(privileges - unknown)


def _may_own(catalog: Catalog, session: Session, item: Object, role: str) -> bool:
    """Whether it is open who runs the migrations, and the role has no grant that would tell it from the owner."""
    if catalog.runner or _owner(item) is not None or (item.ref == PUBLIC_SCHEMA and catalog.major >= 15):
        return False
    if role in _NEVER_RUN or role.startswith("pg_") or session.roles.get(role):
        return False
    granted = any(role in found for found in entries(item.ref, item.grants).values())
    return role == _SUPERUSER or not granted


def _owner(item: Object) -> str | None:
    """Whose it is; None where that is whoever runs the migrations."""
    return item.ref.args or None if item.ref.kind == _DEFAULTS else item.owner


def said(catalog: Catalog, session: Session) -> Iterator[tuple[int, str]]:
    """What there is to say at the end of a file, and where: what was taken and not given back."""
    for one in session.withheld:
        left = {ref: names for ref, names in one.privileges.items() if names and _is_there(catalog, ref)}
        if left:
            ref, names = next(iter(left.items()))
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            yield (
                one.start,
                f"{identifier(one.role)} loses {', '.join(sorted(names))} on {_shown(ref)}{more} where it owns that: "
                "it is taken for another role than the one that runs the migrations",
            )


def _shown(ref: ObjectRef) -> str:
    return f"{ref.name} by DEFAULT PRIVILEGES" if ref.kind == _DEFAULTS else target(ref)


def _is_there(catalog: Catalog, ref: ObjectRef) -> bool:
    # the sequence of an identity column is no object here, nor are default privileges that are as at first
    return ref.kind in ("sequence", _DEFAULTS) or catalog.get(ref) is not None
