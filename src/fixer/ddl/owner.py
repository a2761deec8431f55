"""Roles and owners: how they are written, and ALTER … OWNER TO."""

from __future__ import annotations

from fixer.catalog import acl
from fixer.catalog.acl import PUBLIC
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Object
from fixer.ddl.acting_role import acting, session_user
from fixer.ddl.address import MODELLED, TYPES, address, addressed, name_parts, refuse_other, spoken
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import type_object
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier

CURRENT = frozenset({"current_user", "current_role", "session_user"})
"""How a RoleSpec's words for whoever runs the statement are kept."""


def role_name(session: Session, node: Node) -> str:
    """The role of a RoleSpec: "" for PUBLIC, its name, which the session takes note of, or one of CURRENT, unless it is known
    whom that means.
    """
    kind = node["roletype"]
    if kind == "ROLESPEC_CSTRING":
        name = str(node["rolename"])
        if session.roles.setdefault(name, False) is None:
            session.problem(f"there is no role {identifier(name)} any more")
        return name
    if kind == "ROLESPEC_PUBLIC":
        return PUBLIC
    word = kind.removeprefix("ROLESPEC_").lower()
    return (session_user(session) if word == "session_user" else acting(session)) or word


def role_text(name: str) -> str:
    """A role as GRANT, CREATE POLICY and OWNER TO take it."""
    if name == PUBLIC:
        return "PUBLIC"
    return name.upper() if name in CURRENT else identifier(name)


def runners(catalog: Catalog) -> frozenset[str]:
    """How whoever runs the migrations is called."""
    return CURRENT | {catalog.runner} if catalog.runner else CURRENT


def owner_name(catalog: Catalog, role: str | None) -> str | None:
    """An owner as the catalog has him: None is whoever runs the migrations."""
    return None if role in runners(catalog) else role


_OF_DATABASE = "pg_database_owner"
RUNNER = "current_user"


def has_first_owner(catalog: Catalog, ref: ObjectRef) -> bool:
    """Whether nobody is named as the owner of an object that is the database owner's, and not whoever runs the migrations: the
    schema public as initdb makes it, since PostgreSQL 15.
    """
    return ref == acl.PUBLIC_SCHEMA and catalog.major >= acl.FIRST_OF_DATABASE_OWNER


def owner_of(catalog: Catalog, ref: ObjectRef, role: str | None) -> str | None:
    """The owner of an object as the catalog has him."""
    name = owner_name(catalog, role)
    if not has_first_owner(catalog, ref):
        return name
    return None if name == _OF_DATABASE else name or RUNNER


def named_otherwise(catalog: Catalog, old: ObjectRef, new: ObjectRef, owner: str | None) -> str | None:
    """The same owner for an object that gets another name."""
    return owner_of(catalog, new, owner or spoken_owner(catalog, old, owner))


def spoken_owner(catalog: Catalog, ref: ObjectRef, owner: str | None) -> str:
    """Who that is, in SQL; None is whoever runs the migration, or who has it at first."""
    return owner or (_OF_DATABASE if has_first_owner(catalog, ref) else RUNNER)


def with_owner(catalog: Catalog, item: Object, role: str) -> Object:
    """The object in the hands of another role, whose own grants are then part of being the owner."""
    return acl.with_owner(item, role, owner_of(catalog, item.ref, role))


@statement("AlterOwnerStmt")
class AlterOwner(Ddl):
    """ALTER … OWNER TO of what is not a relation: those come as ALTER TABLE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the owner, whose own grants are then part of being the owner."""
        kind = self.node["objectType"]
        role = role_name(session, self.node["newowner"])
        if kind not in MODELLED:
            session.unmodelled(f"ALTER {spoken(kind).upper()} … OWNER TO is not modelled")
            return
        item = addressed(catalog, session, kind, self.node["object"])
        if item is None or (kind in TYPES and refuse_other(session, kind, item)):
            return
        catalog.put(with_owner(catalog, item, role))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on a composite type, nothing on the others (measured)."""
        if self.node["objectType"] != "OBJECT_TYPE":
            return Cost()
        item = type_object(before, session, name_parts(self.node["object"]))
        return Cost((lock(item.ref, ACCESS_EXCLUSIVE),)) if isinstance(item, CompositeType) else Cost()


def alter_owner(ref: ObjectRef, owner: str | None) -> str:
    """ALTER … OWNER TO; None is whoever runs the migration."""
    return f"ALTER {address(ref)} OWNER TO {role_text(owner or RUNNER)}"
