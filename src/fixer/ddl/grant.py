"""Privileges: GRANT and REVOKE as an object's ACL keeps them, and the SQL from one ACL to another.

An ACL has one entry per grantee, in the order in which they first got something; an entry that becomes empty
goes (src/backend/utils/adt/acl.c, aclupdate). The owner's own privileges are implied and not kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Function, Grant, Object, Sequence, Table
from fixer.ddl import identity_sequence
from fixer.ddl.address import MODELLED, ON_TABLE, addressed, spoken
from fixer.ddl.base import Ddl, Session, statement
from fixer.ddl.names import existing, range_parts
from fixer.ddl.owner import CURRENT, PUBLIC, role_name, role_text
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace

Entries = dict[str, dict[str, bool]]
"""grantee -> privilege -> whether it may be granted on"""
Acl = dict[str, Entries]
"""The object's own entries under "", those of a column under its name"""

# in the order of their bits (src/include/nodes/parsenodes.h, ACL_INSERT …)
_TABLE = ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_ORDER = (*_TABLE, "EXECUTE", "USAGE", "CREATE", "MAINTAIN")
_COLUMN = ("INSERT", "SELECT", "UPDATE", "REFERENCES")
_ALL = {
    "table": _TABLE,
    "view": _TABLE,
    "materialized view": _TABLE,
    "sequence": ["SELECT", "UPDATE", "USAGE"],
    "function": ["EXECUTE"],
    "procedure": ["EXECUTE"],
    "aggregate": ["EXECUTE"],
    "schema": ["USAGE", "CREATE"],
    "type": ["USAGE"],
    "domain": ["USAGE"],
    "language": ["USAGE"],
    "foreign data wrapper": ["USAGE"],
    "server": ["USAGE"],
}
# what PUBLIC may do with a new object (documentation, 5.8 Privileges)
_DEFAULTS = {
    "function": "EXECUTE",
    "procedure": "EXECUTE",
    "aggregate": "EXECUTE",
    "type": "USAGE",
    "domain": "USAGE",
    "language": "USAGE",
}
_PUBLIC_SCHEMA = ObjectRef("schema", "", "public")
"""Whoever may connect may use it (initdb, since PostgreSQL 15)."""
_WORDS = {"view": "TABLE", "materialized view": "TABLE", "aggregate": "FUNCTION", "server": "FOREIGN SERVER"}
_IN_SCHEMA: dict[str, tuple[type[Object], frozenset[str]]] = {
    "OBJECT_TABLE": (Object, frozenset({"table", "view", "materialized view"})),
    "OBJECT_SEQUENCE": (Sequence, frozenset({"sequence"})),
    "OBJECT_FUNCTION": (Function, frozenset({"function", "aggregate"})),
    "OBJECT_PROCEDURE": (Function, frozenset({"procedure"})),
    "OBJECT_ROUTINE": (Function, frozenset({"function", "procedure", "aggregate"})),
}


def entries(ref: ObjectRef, grants: tuple[Grant, ...] | None) -> Acl:
    """An object's ACL; for None that of a new object."""
    if grants is None:
        privilege = "USAGE" if ref == _PUBLIC_SCHEMA else _DEFAULTS.get(ref.kind)
        return {"": {PUBLIC: {privilege: False}}} if privilege else {}
    found: Acl = {}
    for grant in grants:
        for column in grant.columns or ("",):
            found.setdefault(column, {}).setdefault(grant.grantee, {})[grant.privilege] = grant.grantable
    return found


def compact(ref: ObjectRef, acl: Acl) -> tuple[Grant, ...] | None:
    """The ACL as grants, in one order; None where it is what a new object has."""
    return None if _trimmed(acl) == _trimmed(entries(ref, None)) else listed(acl)


def everything(ref: ObjectRef) -> list[str]:
    """All privileges that there are on such an object."""
    return list(_ALL.get(ref.kind, _TABLE))


def change(acl: Acl, give: bool, grantee: str, privileges: Iterable[str], option: bool) -> None:
    """GRANT or REVOKE on a whole object."""
    (_give if give else _take)(acl, "", grantee, privileges, option)


def in_order(acl: Acl) -> Acl:
    """The ACL with PUBLIC first and the others by name: default privileges are sorted, by oid (aclitemsort)."""
    return {column: dict(sorted(found.items())) for column, found in acl.items()}


def listed(acl: Acl) -> tuple[Grant, ...]:
    """The ACL as grants, in one order."""
    return tuple(
        Grant(grantee, privilege, entry[privilege], (column,) if column else ())
        for column in sorted(acl)
        for grantee, entry in acl[column].items()
        for privilege in sorted(entry, key=_ORDER.index)
    )


def _trimmed(acl: Acl) -> Acl:
    return {column: entries for column, entries in acl.items() if entries}


def _give(acl: Acl, column: str, grantee: str, privileges: Iterable[str], option: bool) -> None:
    entry = acl.setdefault(column, {}).setdefault(grantee, {})
    for privilege in privileges:
        entry[privilege] = option or entry.get(privilege, False)


def _take(acl: Acl, column: str, grantee: str, privileges: Iterable[str], option: bool) -> None:
    """REVOKE, or with ``option`` REVOKE GRANT OPTION FOR. What a table loses, its columns lose too."""
    places = [column] if column else list(acl)
    for place in places:
        entry = acl.get(place, {}).get(grantee, {})
        for privilege in [p for p in privileges if p in entry]:
            if option:
                entry[privilege] = False
            else:
                del entry[privilege]
        if not entry:
            acl.get(place, {}).pop(grantee, None)


@statement("GrantStmt")
class GrantPrivileges(Ddl):
    """GRANT and REVOKE of privileges on objects."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the ACL of each object."""
        kind = self.node["objtype"]
        grantees = [role_name(session, item["RoleSpec"]) for item in self.node["grantees"]]
        if kind not in MODELLED or kind in ON_TABLE:
            session.problem(f"privileges on a {spoken(kind)} are not part of a schema, and not followed")
            return
        for item in self._objects(catalog, session, kind):
            catalog.put(replace(item, grants=self._granted(session, item, grantees)))
        for table, column in self._numbered(catalog, session, kind):
            sequence = identity_sequence.sequence(table, column)
            if sequence is not None:
                granted = self._granted(session, sequence, grantees)
                identity_sequence.grant(catalog, table.ref, column.name, granted)

    def _numbered(self, catalog: Catalog, session: Session, kind: str) -> list[tuple[Table, Column]]:
        """The identity columns whose sequences are meant."""
        if self.node["targtype"] == "ACL_TARGET_ALL_IN_SCHEMA":
            if kind != "OBJECT_SEQUENCE":
                return []
            schemas = {item["String"]["sval"] for item in self.node["objects"]}
            tables = [table for table in catalog.objects(Table) if table.ref.schema in schemas]
            return [(table, column) for table in tables for column in table.columns if column.identity]
        if kind not in ("OBJECT_SEQUENCE", "OBJECT_TABLE"):
            return []
        named = [range_parts(node["RangeVar"]) for node in self.node["objects"]]
        unknown = [parts for parts in named if existing(catalog, session, parts) is None]
        found = [identity_sequence.column_of(catalog, session, parts) for parts in unknown]
        return [entry for entry in found if entry is not None]

    def _objects(self, catalog: Catalog, session: Session, kind: str) -> list[Object]:
        if self.node["targtype"] == "ACL_TARGET_ALL_IN_SCHEMA":
            schemas = {item["String"]["sval"] for item in self.node["objects"]}
            cls, kinds = _IN_SCHEMA[kind]
            return [i for i in catalog.objects(cls) if i.ref.schema in schemas and i.ref.kind in kinds]
        found: list[Object] = []
        for node in self.node["objects"]:
            if kind in ("OBJECT_SEQUENCE", "OBJECT_TABLE"):
                parts = range_parts(node["RangeVar"])
                missing = existing(catalog, session, parts) is None
                if missing and identity_sequence.column_of(catalog, session, parts) is not None:
                    continue
            item = addressed(catalog, session, kind, node)
            found += [item] if item is not None else []
        return found

    def _granted(self, session: Session, item: Object, grantees: list[str]) -> tuple[Grant, ...] | None:
        """The object's privileges behind the statement."""
        give, others = bool(self.node.get("is_grant")), []
        for grantee in grantees:
            if grantee not in CURRENT and grantee != (item.owner or "current_user"):
                others.append(grantee)
            elif not give:
                session.problem(f"the owner's own privileges on {target(item.ref)} are not modelled")
        like = item.ref if item.ref == _PUBLIC_SCHEMA else ObjectRef(item.ref.kind, "", "")
        option = bool(self.node.get("grant_option"))
        return _changed(like, item.grants, give, tuple(others), self._privileges(item), option)

    def _privileges(self, item: Object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each column ("" for the whole object) with the privileges in question."""
        everything = _ALL.get(item.ref.kind, _TABLE)
        if not self.node.get("is_grant"):
            everything = [*everything, "MAINTAIN"]
        listed = [node["AccessPriv"] for node in self.node.get("privileges", [])] or [{}]
        found: list[tuple[str, tuple[str, ...]]] = []
        for node in listed:
            named = (node["priv_name"].upper(),) if "priv_name" in node else None
            columns = [part["String"]["sval"] for part in node.get("cols", [])]
            found += [(column, named or _COLUMN) for column in columns]
            if not columns:
                found.append(("", named or tuple(everything)))
        return tuple(found)


@lru_cache(maxsize=1024)
def _changed(
    ref: ObjectRef,
    grants: tuple[Grant, ...] | None,
    give: bool,
    grantees: tuple[str, ...],
    privileges: tuple[tuple[str, tuple[str, ...]], ...],
    option: bool,
) -> tuple[Grant, ...] | None:
    """An object's grants behind GRANT or REVOKE; of ``ref`` only its kind counts. A dump says the same of every table."""
    acl = entries(ref, grants)
    for grantee in grantees:
        for column, names in privileges:
            (_give if give else _take)(acl, column, grantee, names, option)
    return compact(ref, acl)


@statement(
    "GrantRoleStmt",
    "CreateRoleStmt",
    "AlterRoleStmt",
    "AlterRoleSetStmt",
    "DropRoleStmt",
)
class Roles(Ddl):
    """CREATE, ALTER and DROP ROLE and membership: roles belong to the server, not to the schema."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Takes note of the roles."""
        node = self.node
        named = [node["role"]] if isinstance(node.get("role"), str) else []
        named += [item["AccessPriv"]["priv_name"] for item in node.get("granted_roles", [])]
        specs = [item["RoleSpec"] for key in ("grantee_roles", "roles") for item in node.get(key, [])]
        if isinstance(node.get("role"), dict):
            specs.append(node["role"])
        for spec in specs:
            role_name(session, spec)
        session.roles.update(dict.fromkeys(named))


def is_default(ref: ObjectRef, grants: tuple[Grant, ...] | None) -> bool:
    """Whether these are the privileges that a new object has."""
    return compact(ref, entries(ref, grants)) is None


def difference(
    ref: ObjectRef,
    old: tuple[Grant, ...] | None,
    new: tuple[Grant, ...] | None,
    name: str | None = None,
) -> list[str]:
    """The REVOKE and GRANT statements from one ACL to another, the order of its entries included.

    ``name`` is what they are on, where that is not the object itself (``TABLES``).
    """
    state, goal = entries(ref, old), entries(ref, new)
    steps: list[str] = []
    for column in sorted({*state, *goal}):  # "" first: what is revoked on a table is revoked on its columns
        wanted = goal.get(column, {})
        kept = _in_place(list(state.get(column, {})), list(wanted))
        for grantee, entry in list(state.get(column, {}).items()):
            have = wanted[grantee] if grantee in kept else {}
            gone = [privilege for privilege in entry if privilege not in have]
            weaker = [p for p, grantable in entry.items() if grantable and have.get(p) is False]
            for privileges, option in ((gone, False), (weaker, True)):
                if privileges:
                    steps.append(_revoke(ref, column, grantee, privileges, option, name))
                    _take(state, column, grantee, privileges, option)
        for grantee, entry in wanted.items():
            have = state.get(column, {}).get(grantee, {})
            for option in (False, True):
                missing = [p for p, g in entry.items() if g == option and have.get(p) != g]
                if missing:
                    steps.append(_grant(ref, column, grantee, missing, option, name))
    return steps


def _in_place(old: list[str], new: list[str]) -> set[str]:
    """The grantees that keep their entry: new ones go to the end, so only a leading run of ``new`` stays."""
    kept: set[str] = set()
    position = 0
    for grantee in new:
        if grantee not in old[position:]:
            break
        position = old.index(grantee, position) + 1
        kept.add(grantee)
    return kept


def _privilege_list(ref: ObjectRef, column: str, privileges: list[str]) -> str:
    ordered = sorted(privileges, key=_ORDER.index)
    if column:
        return ", ".join(f"{privilege} ({identifier(column)})" for privilege in ordered)
    return "ALL" if set(ordered) == set(_ALL.get(ref.kind, _TABLE)) else ", ".join(ordered)


def _grant(
    ref: ObjectRef, column: str, grantee: str, privileges: list[str], option: bool, name: str | None
) -> str:
    what = _privilege_list(ref, column, privileges)
    return f"GRANT {what} ON {name or _object(ref)} TO {role_text(grantee)}{' WITH GRANT OPTION' if option else ''}"


def _revoke(
    ref: ObjectRef, column: str, grantee: str, privileges: list[str], option: bool, name: str | None
) -> str:
    what = _privilege_list(ref, column, privileges)
    return f"REVOKE {'GRANT OPTION FOR ' if option else ''}{what} ON {name or _object(ref)} FROM {role_text(grantee)}"


def _object(ref: ObjectRef) -> str:
    return f"{_WORDS.get(ref.kind, ref.kind.upper())} {target(ref)}"
