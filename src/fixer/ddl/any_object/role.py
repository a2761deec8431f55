"""Roles and membership. They belong to the server, not to the schema: which there are is known as far as statements tell."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, Policy
from fixer.catalog.rare_objects import DefaultPrivileges, UserMapping
from fixer.ddl.base import Ddl, Session, describe, statement
from fixer.ddl.owner import role_name
from fixer.sql.quote import identifier


@statement("CreateRoleStmt")
class CreateRole(Ddl):
    """CREATE ROLE, USER and GROUP."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Takes note of the role, which is none of the schema's."""
        name = self.node["role"]
        if session.roles.get(name):
            session.problem(f"role {identifier(name)} exists already")
        session.roles[name] = True


@statement("DropRoleStmt")
class DropRole(Ddl):
    """DROP ROLE, USER and GROUP."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Takes note that the roles are gone; those that something of the schema names stay (documentation, 22.4)."""
        for spec in (item["RoleSpec"] for item in self.node["roles"]):
            name = spec.get("rolename", "")
            gone = session.roles.get(name, False) is None
            if not name or (gone and self.node.get("missing_ok")):
                continue
            role_name(session, spec)
            if (item := named_by(catalog, name)) is not None:
                session.problem(f"{describe(item)} still needs role {identifier(name)}")
            else:
                session.roles[name] = None


@statement("AlterRoleStmt", "AlterRoleSetStmt", "GrantRoleStmt")
class Roles(Ddl):
    """ALTER ROLE and membership."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Takes note of the roles."""
        node = self.node
        named = [item["AccessPriv"]["priv_name"] for item in node.get("granted_roles", [])]
        specs = [item["RoleSpec"] for item in node.get("grantee_roles", [])]
        specs += [node["role"]] if "role" in node else []
        specs += [{"roletype": "ROLESPEC_CSTRING", "rolename": name} for name in named]
        for spec in specs:
            role_name(session, spec)


def named_by(catalog: Catalog, role: str) -> Object | None:
    """Something that a role owns, has a privilege on, or is for."""
    for item in catalog.objects(Object):
        if item.owner == role or any(grant.grantee == role for grant in item.grants or ()):
            return item
        if isinstance(item, Policy) and role in item.roles:
            return item
        if (isinstance(item, DefaultPrivileges) and item.ref.args == role) or (
            isinstance(item, UserMapping) and item.ref.name == role
        ):
            return item
    return None
