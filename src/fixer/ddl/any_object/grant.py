"""Privileges: GRANT and REVOKE as an object's ACL keeps them, and the SQL from one ACL to another."""

from __future__ import annotations

from functools import lru_cache

from fixer.catalog.acl import (
    MAINTAIN,
    OWNER,
    PRIVILEGES,
    PUBLIC,
    PUBLIC_SCHEMA,
    Acl,
    Entries,
    Entry,
    change,
    compact,
    entries,
    everything,
    give,
    take,
)
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Function, Grant, Object, Sequence, Table
from fixer.ddl.acting_role import acting
from fixer.ddl.address import MODELLED, ON_TABLE, RELATION, addressed, spoken
from fixer.ddl.any_object import own_rights
from fixer.ddl.base import Ddl, Session, describe, statement
from fixer.ddl.names import existing, range_parts
from fixer.ddl.owner import CURRENT, owner_name, role_name, role_text, runners
from fixer.ddl.relations import identity_sequence
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import Value, replace

_COLUMN = ("INSERT", "SELECT", "UPDATE", "REFERENCES")
_WORDS = {"view": "TABLE", "materialized view": "TABLE", "aggregate": "FUNCTION", "server": "FOREIGN SERVER"}
_IN_SCHEMA: dict[str, tuple[type[Object], frozenset[str]]] = {
    "OBJECT_TABLE": (Object, frozenset({"table", "view", "materialized view"})),
    "OBJECT_SEQUENCE": (Sequence, frozenset({"sequence"})),
    "OBJECT_FUNCTION": (Function, frozenset({"function", "aggregate"})),
    "OBJECT_PROCEDURE": (Function, frozenset({"procedure"})),
    "OBJECT_ROUTINE": (Function, frozenset({"function", "procedure", "aggregate"})),
}


@statement("GrantStmt")
class GrantPrivileges(Ddl):
    """GRANT and REVOKE of privileges on objects."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the ACL of each object."""
        kind = self.node["objtype"]
        grantees = [role_name(session, item["RoleSpec"]) for item in self.node["grantees"]]
        if self.node.get("is_grant") and self.node.get("grant_option") and PUBLIC in grantees:
            session.problem("a privilege is not granted to PUBLIC with grant option: roles alone have those")
        if kind not in MODELLED or kind in ON_TABLE:
            session.unmodelled(f"privileges on a {spoken(kind)} are not part of a schema, and not followed")
            return
        role = owner_name(catalog, acting(session))
        for item in self._objects(catalog, session, kind):
            if role is not None and role != item.owner:
                session.unmodelled(
                    f"{describe(item)} is not {identifier(role)}'s: what that grants or revokes counts as by the owner"
                )
            catalog.put(replace(item, grants=self._granted(catalog, session, item, grantees)))
        for table, column in self._numbered(catalog, session, kind):
            sequence = identity_sequence.sequence(table, column)
            if sequence is not None:
                granted = self._granted(catalog, session, sequence, grantees)
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
            item = addressed(catalog, session, RELATION if kind == "OBJECT_TABLE" else kind, node)
            found += [item] if item is not None else []
        return found

    def _granted(
        self, catalog: Catalog, session: Session, item: Object, grantees: list[str]
    ) -> tuple[Grant, ...] | None:
        """The object's privileges behind the statement."""
        mine = CURRENT if item.ref == PUBLIC_SCHEMA else runners(catalog)  # public is the database owner's
        own = mine if item.owner is None else runners(catalog) if item.owner in CURRENT else {item.owner}
        named = tuple(OWNER if grantee in own else grantee for grantee in grantees)
        like = item.ref if item.ref == PUBLIC_SCHEMA else ObjectRef(item.ref.kind, "", "")
        option = bool(self.node.get("grant_option"))
        giving = bool(self.node.get("is_grant"))
        privileges = self._privileges(item)
        whole = {name for column, names in privileges if not column for name in names}
        for grantee in named if whole and not option else ():
            own_rights.changed(catalog, session, item, giving, grantee, whole)
        return _changed(like, item.grants, giving, named, privileges, option)

    def _privileges(self, item: Object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each column ("" for the whole object) with the privileges in question."""
        whole = tuple(everything(item.ref))
        listed = [node["AccessPriv"] for node in self.node.get("privileges", [])] or [{}]
        found: list[tuple[str, tuple[str, ...]]] = []
        for node in listed:
            named = (node["priv_name"].upper(),) if "priv_name" in node else None
            if named and self.node["objtype"] == "OBJECT_TABLE" and item.ref.kind == "sequence":
                named = tuple(
                    name for name in named if name in whole
                )  # what tables alone have: a warning there
            columns = [part["String"]["sval"] for part in node.get("cols", [])]
            found += [(column, named or _COLUMN) for column in columns]
            if not columns:
                found.append(("", whole if named is None else named))
        return tuple(found)


@lru_cache(maxsize=1024)
def _changed(
    ref: ObjectRef,
    grants: tuple[Grant, ...] | None,
    giving: bool,
    grantees: tuple[str, ...],
    privileges: tuple[tuple[str, tuple[str, ...]], ...],
    option: bool,
) -> tuple[Grant, ...] | None:
    """An object's grants behind GRANT or REVOKE; of ``ref`` only its kind counts. A dump says the same of every table."""
    acl = entries(ref, grants)
    for grantee in grantees:
        for column, names in privileges:
            change(acl, giving, column, grantee, names, option)
    return compact(ref, acl)


def difference(
    ref: ObjectRef,
    old: tuple[Grant, ...] | None,
    new: tuple[Grant, ...] | None,
    name: str | None = None,
    owner: str | None = None,
) -> list[str]:
    """The REVOKE and GRANT statements from one ACL to another, the order of its entries included.

    ``name`` is what they are on, where that is not the object itself (``TABLES``); ``owner`` whose that is, None for
    whoever runs the migration.
    """
    words = _Words(ref, name or _object(ref), owner)
    state, goal = entries(ref, old), entries(ref, new)
    steps: list[str] = []
    for column in sorted({*state, *goal}):  # "" first: what is revoked on a table is revoked on its columns
        wanted = goal.get(column, {})
        kept = _in_place(state.get(column, {}), wanted)
        for grantee in list(state.get(column, {})):
            steps += _lowered(words, state, column, grantee, wanted[grantee] if grantee in kept else {})
        for grantee, entry in wanted.items():
            steps += _raised(words, state, column, grantee, entry)
    return steps


def _lowered(words: _Words, state: Acl, column: str, grantee: str, goal: Entry) -> list[str]:
    """REVOKE of what somebody has and should not; ``state`` changes with it.

    No server before PostgreSQL 17 takes the word MAINTAIN: it is revoked with all, and what was to stay granted again.
    """
    steps: list[str] = []
    for option in (False, True):
        entry = state[column].get(grantee, {})
        found = [
            p for p, held in entry.items() if (held and goal.get(p) is False if option else p not in goal)
        ]
        if MAINTAIN in found:
            found = everything(words.ref)
        if found:
            steps.append(words.revoke(column, grantee, found, option))
            take(state, column, grantee, found, option)
    return steps


def _raised(words: _Words, state: Acl, column: str, grantee: str, goal: Entry) -> list[str]:
    """GRANT of what somebody has not and should; ``state`` changes with it. MAINTAIN comes with all, and what should not
    be there is revoked again."""
    steps: list[str] = []

    def granted(privileges: list[str], option: bool) -> None:
        steps.append(words.grant(column, grantee, privileges, option))
        give(state, column, grantee, privileges, option)

    have = state.get(column, {}).get(grantee, {})
    if MAINTAIN in goal and have.get(MAINTAIN) != goal[MAINTAIN]:
        granted(everything(words.ref), goal[MAINTAIN])
        steps += _lowered(words, state, column, grantee, goal)
    for option in (False, True):
        have = state.get(column, {}).get(grantee, {})
        missing = [p for p, grantable in goal.items() if grantable == option and have.get(p) != grantable]
        if missing:
            granted(missing, option)
    return steps


def _in_place(old: Entries, new: Entries) -> set[str]:
    """The grantees that keep their entry: new ones go to the end, so only a leading run of ``new`` stays."""
    staying = [g for g, entry in old.items() if g == OWNER or not _made_anew(entry, new.get(g, {}))]
    kept: set[str] = set()
    position = 0
    for grantee in new:
        if grantee not in staying[position:]:
            break
        position = staying.index(grantee, position) + 1
        kept.add(grantee)
    return kept


def _made_anew(old: Entry, new: Entry) -> bool:
    return MAINTAIN in old and MAINTAIN not in new


class _Words(Value, frozen=True):
    """How statements about the privileges of one object are written; ``on`` is what they say of it."""

    ref: ObjectRef
    on: str
    owner: str | None

    def grant(self, column: str, grantee: str, privileges: list[str], option: bool) -> str:
        what = f"GRANT {self._list(column, privileges)} ON {self.on} TO {self._role(grantee)}"
        return f"{what} WITH GRANT OPTION" if option else what

    def revoke(self, column: str, grantee: str, privileges: list[str], option: bool) -> str:
        what = f"{'GRANT OPTION FOR ' if option else ''}{self._list(column, privileges)}"
        return f"REVOKE {what} ON {self.on} FROM {self._role(grantee)}"

    def _role(self, grantee: str) -> str:
        return role_text((self.owner or "current_user") if grantee == OWNER else grantee)

    def _list(self, column: str, privileges: list[str]) -> str:
        ordered = sorted(privileges, key=PRIVILEGES.index)
        if column:
            return ", ".join(f"{privilege} ({identifier(column)})" for privilege in ordered)
        return "ALL" if set(ordered) == set(everything(self.ref)) else ", ".join(ordered)


def _object(ref: ObjectRef) -> str:
    return f"{_WORDS.get(ref.kind, ref.kind.upper())} {target(ref)}"
