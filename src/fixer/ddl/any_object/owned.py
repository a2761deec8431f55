"""REASSIGN OWNED and DROP OWNED, ALTER TABLE ALL IN TABLESPACE: what reaches objects by something that they have."""

from __future__ import annotations

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Object, Policy, Table, View
from fixer.catalog.rare_objects import DefaultPrivileges
from fixer.ddl.any_object.drop import drop
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, locks, statement
from fixer.ddl.owner import role_name, with_owner
from fixer.model import Hazard
from fixer.sql.quote import identifier, target
from fixer.values import replace


class _OfRoles(Ddl):
    def roles(self, session: Session) -> list[str]:
        """The roles whose objects are meant."""
        return [role_name(session, item["RoleSpec"]) for item in self.node["roles"]]

    def owned(self, catalog: Catalog, session: Session) -> list[Object]:
        """Their objects, as far as an ALTER … OWNER TO says whose they are."""
        roles = set(self.roles(session))
        return [item for item in catalog.objects(Object) if item.owner in roles]


@statement("ReassignOwnedStmt")
class ReassignOwned(_OfRoles):
    """REASSIGN OWNED BY … TO."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Gives the objects to the new owner."""
        role = role_name(session, self.node["newrole"])
        for item in self.owned(catalog, session):
            catalog.put(with_owner(catalog, item, role))


@statement("DropOwnedStmt")
class DropOwned(_OfRoles):
    """DROP OWNED BY: the roles' objects, and what they were granted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Drops the objects, and takes the roles out of privileges and policies."""
        roles = set(self.roles(session))
        cascade = self.node.get("behavior") == "DROP_CASCADE"
        for item in self.owned(catalog, session):
            if catalog.get(item.ref) is not None:
                drop(catalog, session, item.ref, cascade)
        for item in list(catalog.objects(Object)):
            if isinstance(item, DefaultPrivileges) and item.ref.args in roles:
                catalog.remove(item.ref)
                continue
            changed = item
            if any(grant.grantee in roles for grant in item.grants or ()):
                granted = acl.entries(item.ref, item.grants)
                left = {
                    column: {who: held for who, held in to.items() if who not in roles}
                    for column, to in granted.items()
                }
                grants = acl.compact(item.ref, left)
                if grants is None and isinstance(item, DefaultPrivileges):
                    catalog.remove(item.ref)
                    continue
                changed = replace(item, grants=grants)
            if isinstance(changed, Policy) and roles & set(changed.roles):
                others = tuple(role for role in changed.roles if role not in roles)
                if not others:
                    catalog.remove(changed.ref)
                    continue
                changed = replace(changed, roles=others)
            if changed is not item:
                catalog.put(changed)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on each relation that goes."""
        tables = [item for item in self.owned(before, session) if isinstance(item, Table | View)]
        lost = [f"all rows of {target(item.ref)} are gone" for item in tables if isinstance(item, Table)]
        hazards = tuple(Hazard("data-loss", text) for text in lost)
        return Cost(locks([item.ref for item in tables], ACCESS_EXCLUSIVE), hazards)


_MOVED: dict[str, type[Table | Index | View]] = {
    "OBJECT_TABLE": Table,
    "OBJECT_INDEX": Index,
    "OBJECT_MATVIEW": View,
}


@statement("AlterTableMoveAllStmt")
class MoveAll(Ddl):
    """ALTER TABLE, INDEX and MATERIALIZED VIEW ALL IN TABLESPACE … SET TABLESPACE."""

    def _moved(self, catalog: Catalog) -> list[Table | Index | View]:
        kind, old = _MOVED[self.node["objtype"]], self.node["orig_tablespacename"]
        found = [item for item in catalog.objects(Object) if isinstance(item, kind)]
        return [
            item for item in found if item.tablespace == old or (old == "pg_default" and not item.tablespace)
        ]

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the tablespace of each, whoever owns it."""
        new = self.node["new_tablespacename"]
        if self.node.get("roles"):
            owners = ", ".join(
                identifier(role_name(session, item["RoleSpec"])) for item in self.node["roles"]
            )
            session.unmodelled(
                f"ALL IN TABLESPACE … OWNED BY {owners} is not modelled: it may have moved tables"
            )
            return
        for item in self._moved(catalog):
            catalog.put(replace(item, tablespace=None if new == "pg_default" else new))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on each, which is written anew (documentation, ALTER TABLE)."""
        refs = [item.ref for item in self._moved(before)]
        hazards = tuple(Hazard("rewrite", f"writes all of {target(ref)} anew") for ref in refs)
        return Cost(locks(refs, ACCESS_EXCLUSIVE), hazards)
