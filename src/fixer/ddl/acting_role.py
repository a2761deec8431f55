"""The role by which statements run since SET ROLE or SET SESSION AUTHORIZATION, and what it makes (documentation of both)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Extension, External, Index, Object, Policy, Sequence, Trigger
from fixer.catalog.rare_objects import AccessMethod, Cast, DefaultPrivileges, Rule, UserMapping
from fixer.ddl.base import Session
from fixer.ddl.current_setting import listed
from fixer.model import ObjectRef

ROLE, AUTHORIZATION = "role", "session_authorization"
_OWNED_BY_NOBODY = (
    AccessMethod,
    Cast,
    Constraint,
    DefaultPrivileges,
    Extension,
    External,
    Index,
    Policy,
    Rule,
    Trigger,
    UserMapping,
)


def session_user(session: Session) -> str | None:
    """Whom SET SESSION AUTHORIZATION names; None for whoever runs the migrations."""
    return session.settings.values.get(AUTHORIZATION)


def acting(session: Session) -> str | None:
    """The role by whose rights a statement runs, and that owns what it makes; None for whoever runs the migrations."""
    role = session.settings.values.get(ROLE, "none")
    return session_user(session) if role == "none" else role


def user_path(session: Session, role: str | None, catalog: Catalog) -> tuple[str, ...] | None:
    """The search_path with the schema that is called as the role, where it says ``"$user"`` and there is one; None where not
    (documentation, 20.11.1 Statement Behavior).
    """
    if role is None or catalog.get(ObjectRef("schema", "", role)) is None:
        return None
    said = session.settings.values.get("search_path")
    if said is None:
        return (role, *session.search_path) if session.search_path == ("public",) else None
    path = tuple(part for part in listed(said) if part and part != "''")
    return tuple(role if part == "$user" else part for part in path) if "$user" in path else None


def owned_by(made: Object, role: str | None, catalog: Catalog) -> str | None:
    """Whose a new object is that ``role`` makes: the sequence of a column has the owner of the table."""
    if made.owner is not None or isinstance(made, _OWNED_BY_NOBODY):
        return made.owner
    table = catalog.get(made.owned_by[0]) if isinstance(made, Sequence) and made.owned_by else None
    return role if table is None else table.owner
