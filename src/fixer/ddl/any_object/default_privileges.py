"""ALTER DEFAULT PRIVILEGES, what it gives to objects that are created later, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Grant, Object, Schema, Sequence, Table, View
from fixer.catalog.rare_objects import DefaultPrivileges
from fixer.ddl.acting_role import acting
from fixer.ddl.any_object import grant, own_rights
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.owner import owner_name, role_name, role_text, runners
from fixer.ddl.relations import identity_sequence
from fixer.model import ObjectRef
from fixer.sql.quote import identifier
from fixer.values import replace

_PLURALS = {
    "OBJECT_TABLE": "TABLES",
    "OBJECT_SEQUENCE": "SEQUENCES",
    "OBJECT_FUNCTION": "FUNCTIONS",
    "OBJECT_TYPE": "TYPES",
    "OBJECT_SCHEMA": "SCHEMAS",
}


@statement("AlterDefaultPrivilegesStmt")
class AlterDefaultPrivileges(Ddl):
    """ALTER DEFAULT PRIVILEGES."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what later objects get, for each role and schema that is named."""
        said = {item["DefElem"]["defname"]: item["DefElem"]["arg"] for item in self.node.get("options", [])}
        specs = said.get("roles", {}).get("List", {}).get("items", [])
        roles = [role_name(session, item["RoleSpec"]) for item in specs] or [
            acting(session) or "current_user"
        ]
        schemas = strings(said.get("schemas", {}).get("List", {}).get("items", [])) or [""]
        action = self.node["action"]
        kind = _PLURALS[action["objtype"]]
        for role in roles:
            for schema in schemas:
                args = owner_name(catalog, role) or ""
                self._change(catalog, session, ObjectRef("default privileges", schema, kind, args=args))

    def _change(self, catalog: Catalog, session: Session, ref: ObjectRef) -> None:
        action = self.node["action"]
        old = catalog.find(ref, DefaultPrivileges)
        entries = acl.entries(ref, old.grants if old is not None else None)
        own = {ref.args} if ref.args else runners(catalog)
        for grantee in [role_name(session, item["RoleSpec"]) for item in action["grantees"]]:
            privileges = strings_of(action.get("privileges", [])) or acl.everything(ref)
            giving, option = bool(action.get("is_grant")), bool(action.get("grant_option"))
            named = acl.OWNER if grantee in own else grantee
            if not ref.schema and not option:  # those in a schema only give
                before = old or DefaultPrivileges(ref, grants=_initial(ref))
                own_rights.changed(catalog, session, before, giving, named, set(privileges))
            acl.change(entries, giving, "", named, privileges, option)
        grants = acl.listed(ref, acl.in_order(entries))
        if grants == _initial(ref):
            catalog.remove(ref)
            return
        number = old.id if old is not None else catalog.new_id()
        catalog.put(DefaultPrivileges(ref, id=number, origin=session.origin, grants=grants))


def _initial(ref: ObjectRef) -> tuple[Grant, ...]:
    """What there is while nobody has said anything: nothing besides, or what every new object has."""
    return acl.listed(ref, acl.entries(ref, None))


def strings_of(nodes: list[dict[str, dict[str, str]]]) -> list[str]:
    """The privileges of a list of AccessPriv nodes."""
    return [node["AccessPriv"]["priv_name"].upper() for node in nodes if "priv_name" in node["AccessPriv"]]


# the consequence


def _plural(item: Object) -> str | None:
    if isinstance(item, Table | View):
        return "TABLES"
    if isinstance(item, Sequence):
        return "SEQUENCES"
    if isinstance(item, Function):
        return "FUNCTIONS"
    if isinstance(item, Schema):
        return "SCHEMAS"
    return "TYPES" if item.ref.kind in ("type", "domain") else None


def granted(item: Object, catalog: Catalog) -> Object:
    """A new object with what the default privileges of whoever runs the migrations give it (get_user_default_acl)."""
    kind = _plural(item)
    if kind is None or item.grants != acl.of_new(item.ref) or item.ref.schema == "pg_temp":
        return item
    owner = owner_name(catalog, item.owner) or ""
    everywhere = catalog.find(ObjectRef("default privileges", "", kind, args=owner), DefaultPrivileges)
    here = None
    if item.ref.schema:
        ref = ObjectRef("default privileges", item.ref.schema, kind, args=owner)
        here = catalog.find(ref, DefaultPrivileges)
    if everywhere is None and here is None:
        return item
    entries = acl.entries(item.ref, everywhere.grants if everywhere is not None else None)
    for entry in (here.grants or ()) if here is not None else ():
        acl.change(entries, True, "", entry.grantee, [entry.privilege], entry.grantable)
    if not any(entries[""].values()):  # an ACL without entries is as none (aclmerge in acl.c)
        return item
    return replace(item, grants=acl.compact(item.ref, acl.in_order(entries)))


def numbers_granted(table: Table, before: Object | None, newest: int, catalog: Catalog) -> Table:
    """The same for the sequences of identity columns that are new: the columns are (their id is above ``newest``), or
    were none ``before``."""
    plain = {c.id for c in before.columns if c.identity is None} if isinstance(before, Table) else set()
    columns = []
    for column in table.columns:
        sequence = identity_sequence.sequence(table, column)
        if (
            sequence is not None
            and column.identity is not None
            and (column.id > newest or column.id in plain)
        ):
            grants = granted(sequence, catalog).grants
            column = replace(column, identity=replace(column.identity, grants=grants))
        columns.append(column)
    return replace(table, columns=tuple(columns))


# from state to state


def _prefix(ref: ObjectRef) -> str:
    role = f" FOR ROLE {role_text(ref.args)}" if ref.args else ""
    schema = f" IN SCHEMA {identifier(ref.schema)}" if ref.schema else ""
    return f"ALTER DEFAULT PRIVILEGES{role}{schema}"


def _steps(ref: ObjectRef, old: tuple[Grant, ...], new: tuple[Grant, ...]) -> list[str]:
    steps = grant.difference(ref, old, new, ref.name, ref.args or None)
    return [f"{_prefix(ref)} {step}" for step in steps]


def create(item: DefaultPrivileges, catalog: Catalog) -> list[str]:
    """ALTER DEFAULT PRIVILEGES from what there is at first."""
    return _steps(item.ref, _initial(item.ref), item.grants or ())


def drop(item: DefaultPrivileges, catalog: Catalog) -> list[str]:
    """ALTER DEFAULT PRIVILEGES back to what there is at first."""
    return _steps(item.ref, item.grants or (), _initial(item.ref))


def alter(old: DefaultPrivileges, new: DefaultPrivileges, catalog: Catalog) -> list[str] | None:
    """GRANT and REVOKE of what differs."""
    return _steps(new.ref, old.grants or (), new.grants or ())
