"""Owners, and how COMMENT, GRANT and ALTER … OWNER address an object."""

from __future__ import annotations

from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, External, Object
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import existing, range_parts, relation_named, routine, split, type_object
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target

PUBLIC = ""
CURRENT = frozenset({"current_user", "current_role", "session_user"})
"""How a RoleSpec's words for whoever runs the statement are kept."""

RELATIONS = frozenset(
    {
        "OBJECT_TABLE",
        "OBJECT_VIEW",
        "OBJECT_MATVIEW",
        "OBJECT_SEQUENCE",
        "OBJECT_INDEX",
        "OBJECT_FOREIGN_TABLE",
    }
)
TYPES = frozenset({"OBJECT_TYPE", "OBJECT_DOMAIN"})
ROUTINES = frozenset({"OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_AGGREGATE", "OBJECT_ROUTINE"})
WITHOUT_SCHEMA = {"OBJECT_SCHEMA": "schema", "OBJECT_EXTENSION": "extension"}
ON_TABLE = {"OBJECT_TABCONSTRAINT": "constraint", "OBJECT_TRIGGER": "trigger", "OBJECT_POLICY": "policy"}
MODELLED = RELATIONS | TYPES | ROUTINES | set(WITHOUT_SCHEMA) | set(ON_TABLE)


def role_name(session: Session, node: Node) -> str:
    """The role of a RoleSpec: "" for PUBLIC, one of CURRENT, or its name, which the session takes note of."""
    kind = node["roletype"]
    if kind == "ROLESPEC_CSTRING":
        name = str(node["rolename"])
        session.roles[name] = None
        return name
    return PUBLIC if kind == "ROLESPEC_PUBLIC" else kind.removeprefix("ROLESPEC_").lower()


def role_text(name: str) -> str:
    """A role as GRANT, CREATE POLICY and OWNER TO take it."""
    if name == PUBLIC:
        return "PUBLIC"
    return name.upper() if name in CURRENT else identifier(name)


def name_parts(node: Node) -> list[str]:
    """The dotted name of an object node: a String, a List of them, a TypeName or an ObjectWithArgs."""
    if "ObjectWithArgs" in node:
        items = node["ObjectWithArgs"]["objname"]
    else:
        items = node.get("List", {}).get("items") or node.get("TypeName", {}).get("names") or [node]
    return [item["String"]["sval"] for item in items]


def addressed(catalog: Catalog, session: Session, kind: str, node: Node) -> Object | None:
    """The object that a statement names. None for an external one and, with a problem, for a missing one."""
    if "RangeVar" in node:
        parts = range_parts(node["RangeVar"])
        return _relation(catalog, session, kind, parts)
    parts = name_parts(node)
    if kind in RELATIONS:
        return _relation(catalog, session, kind, parts)
    if kind in ROUTINES:
        found: Object | None = routine(catalog, session, node["ObjectWithArgs"])
    elif kind in TYPES:
        found = type_object(catalog, session, parts)
    elif kind in WITHOUT_SCHEMA:
        found = catalog.get(ObjectRef(WITHOUT_SCHEMA[kind], "", parts[-1]))
    else:
        *table, name = parts
        owner = _relation(catalog, session, "OBJECT_TABLE", table)
        if owner is None:
            return None
        found = catalog.get(ObjectRef(ON_TABLE[kind], owner.ref.schema, name, owner.ref.name))
    if found is None:
        session.problem(f"there is no {_spoken(kind)} {'.'.join(map(identifier, parts))}")
    return None if isinstance(found, External) else found


def _relation(catalog: Catalog, session: Session, kind: str, parts: list[str]) -> Object | None:
    found = existing(catalog, session, parts)
    if found is None:
        if session.strict:
            session.problem(f"there is no {_spoken(kind)} {'.'.join(map(identifier, parts))}")
        relation_named(catalog, session, *split(parts))
    return None if isinstance(found, External) else found


def _spoken(kind: str) -> str:
    return kind.removeprefix("OBJECT_").removeprefix("TAB").lower()


def address(ref: ObjectRef) -> str:
    """``TABLE public.orders``, ``POLICY own ON public.orders``: as COMMENT ON and ALTER take it."""
    word = ref.kind.upper()
    if ref.table is not None and ref.kind != "column":
        return f"{word} {identifier(ref.name)} ON {target(ObjectRef('table', ref.schema, ref.table))}"
    if ref.kind == "aggregate" and not ref.args:
        return f"{word} {target(replace(ref, args='*'))}"
    return f"{word} {target(ref)}"


def with_owner(item: Object, role: str) -> Object:
    """The object in the hands of another role, whose own grants are then part of being the owner."""
    kept = None if item.grants is None else tuple(g for g in item.grants if g.grantee != role or not role)
    return replace(item, owner=None if role in CURRENT else role, grants=kept)


@statement("AlterOwnerStmt")
class AlterOwner(Ddl):
    """ALTER … OWNER TO of what is not a relation: those come as ALTER TABLE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the owner, whose own grants are then part of being the owner."""
        kind = self.node["objectType"]
        role = role_name(session, self.node["newowner"])
        if kind not in MODELLED:
            session.problem(f"ALTER {_spoken(kind).upper()} … OWNER TO is not modelled")
            return
        item = addressed(catalog, session, kind, self.node["object"])
        if item is None:
            return
        catalog.put(with_owner(item, role))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on a composite type, nothing on the others (measured)."""
        if self.node["objectType"] != "OBJECT_TYPE":
            return Cost()
        item = type_object(before, session, name_parts(self.node["object"]))
        return Cost((lock(item.ref, ACCESS_EXCLUSIVE),)) if isinstance(item, CompositeType) else Cost()


def alter_owner(ref: ObjectRef, owner: str | None) -> str:
    """ALTER … OWNER TO; None is whoever runs the migration."""
    return f"ALTER {address(ref)} OWNER TO {role_text(owner or 'current_user')}"
