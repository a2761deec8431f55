"""Access control lists as values: who may do what with an object, and what GRANT and REVOKE make of that.

An ACL has one entry per grantee, in the order in which they first got something; an entry that becomes empty
goes (src/backend/utils/adt/acl.c, aclupdate). The owner has everything unless something was granted to or revoked from
him, or an owner before him (aclnewowner): only then is there anything of his in an object's grants.

MAINTAIN is a privilege on tables and views since PostgreSQL 17: GRANT ALL gives it there, and gives the others before. So it
is part of ALL here, whatever the version; what a server before 17 lacks is put to what is read from it (``completed``).
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.objects import Grant, Object
from fixer.model import ObjectRef
from fixer.values import replace

OWNER = "\0owner"
"""Whoever owns the object; no role is called like that."""
PUBLIC = ""
Entry = dict[str, bool]
"""privilege -> whether it may be granted on"""
Entries = dict[str, Entry]
"""By grantee."""
Acl = dict[str, Entries]
"""The object's own entries under "", those of a column under its name"""

# in the order of their bits (src/include/nodes/parsenodes.h, ACL_INSERT …)
MAINTAIN = "MAINTAIN"
_BEFORE_17 = ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_TABLE = (*_BEFORE_17, MAINTAIN)
PRIVILEGES = (*_BEFORE_17, "EXECUTE", "USAGE", "CREATE", MAINTAIN)
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
_OF_NEW = {  # what default privileges are for
    "TABLES": "table",
    "SEQUENCES": "sequence",
    "FUNCTIONS": "function",
    "TYPES": "type",
    "SCHEMAS": "schema",
}
PUBLIC_SCHEMA = ObjectRef("schema", "", "public")
"""Whoever may connect may use it (initdb, since PostgreSQL 15)."""
FIRST_OF_DATABASE_OWNER = 15
"""The version from which on that is the database owner's."""


def entries(ref: ObjectRef, grants: tuple[Grant, ...] | None) -> Acl:
    """An object's ACL, the owner's entry first; for None that of a new object.

    Default privileges are of a role on its own objects, and those in a schema come in addition: nothing is in them at first.
    """
    acl: Acl = {"": {} if _in_addition(ref) else {OWNER: dict.fromkeys(everything(ref), False)}}
    if grants is None:
        privilege = "USAGE" if ref == PUBLIC_SCHEMA else _DEFAULTS.get(_kind(ref))
        if privilege and not _in_addition(ref):
            acl[""][PUBLIC] = {privilege: False}
        return acl
    if any(grant.grantee == OWNER and not grant.columns for grant in grants):
        acl[""][OWNER] = {}
    for grant in grants:
        for column in grant.columns or ("",):
            entry = acl.setdefault(column, {}).setdefault(grant.grantee, {})
            if grant.privilege:
                entry[grant.privilege] = grant.grantable
    return acl


def of_new(ref: ObjectRef) -> tuple[Grant, ...] | None:
    """What there is to say of an object that somebody makes: a schema public that is no database's first one is as any other."""
    return () if ref == PUBLIC_SCHEMA else None


def compact(ref: ObjectRef, acl: Acl) -> tuple[Grant, ...] | None:
    """The ACL as grants, in one order; None where it is what a new object has."""
    return None if _trimmed(acl) == _trimmed(entries(ref, None)) else listed(ref, acl)


def everything(ref: ObjectRef) -> list[str]:
    """All privileges that there are on such an object."""
    return list(_ALL.get(_kind(ref), _TABLE))


def completed(ref: ObjectRef, found: Entries) -> Entries:
    """What a server before PostgreSQL 17 says of an object, with MAINTAIN for those who hold all that it knows, and for the
    owner while anything is left to him: what is revoked from an owner is some of what he has.
    """
    if MAINTAIN not in everything(ref):
        return found
    whole = {grantee for grantee, held in found.items() if len(held) == len(_BEFORE_17)}
    if found.get(OWNER) and not _in_addition(ref):
        whole.add(OWNER)
    return {
        grantee: {**held, MAINTAIN: all(held.values())} if grantee in whole else held
        for grantee, held in found.items()
    }


def with_owner(item: Object, role: str, name: str | None) -> Object:
    """The object in the hands of ``role``, which is called ``name``, None for whoever runs the migration.

    The new owner takes the old one's entry, and puts what he had himself to it (src/backend/utils/adt/acl.c, aclnewowner).
    """
    if item.grants is None or name == item.owner:
        return replace(item, owner=name)
    acl = entries(item.ref, item.grants)
    for column, found in acl.items():
        for privilege, grantable in found.pop(role, {}).items() if role else ():
            give(acl, column, OWNER, (privilege,), grantable)
    return replace(item, owner=name, grants=compact(item.ref, acl))


def change(
    acl: Acl, giving: bool, column: str, grantee: str, privileges: Iterable[str], option: bool
) -> None:
    """GRANT or REVOKE; ``column`` is "" for the whole object."""
    (give if giving else take)(acl, column, grantee, privileges, option)


def in_order(acl: Acl) -> Acl:
    """The ACL with PUBLIC first and the others by name: default privileges are sorted, by oid (aclitemsort)."""
    return {column: dict(sorted(found.items())) for column, found in acl.items()}


def listed(ref: ObjectRef, acl: Acl) -> tuple[Grant, ...]:
    """The ACL as grants, in one order, without the owner's entry where it is what every owner has."""
    found: list[Grant] = []
    for column in sorted(acl):
        for grantee, entry in sorted(acl[column].items(), key=lambda item: item[0] != OWNER):
            if grantee == OWNER and not column and not _in_addition(ref):
                if _whole(ref, entry):
                    continue
                found += [] if entry else [Grant(OWNER, "")]
            columns = (column,) if column else ()
            held = sorted(entry, key=PRIVILEGES.index)
            found += [Grant(grantee, privilege, entry[privilege], columns) for privilege in held]
    return tuple(found)


def _in_addition(ref: ObjectRef) -> bool:
    return ref.kind == "default privileges" and bool(ref.schema)


def _kind(ref: ObjectRef) -> str:
    return _OF_NEW[ref.name] if ref.kind == "default privileges" else ref.kind


def _whole(ref: ObjectRef, entry: dict[str, bool]) -> bool:
    return not any(entry.values()) and set(entry) >= set(everything(ref))


def _trimmed(acl: Acl) -> Acl:
    return {column: entries for column, entries in acl.items() if entries}


def give(acl: Acl, column: str, grantee: str, privileges: Iterable[str], option: bool) -> None:
    """GRANT; ``column`` is "" for the whole object."""
    entry = acl.setdefault(column, {}).setdefault(grantee, {})
    for privilege in privileges:
        entry[privilege] = option or entry.get(privilege, False)


def take(acl: Acl, column: str, grantee: str, privileges: Iterable[str], option: bool) -> None:
    """REVOKE, or with ``option`` REVOKE GRANT OPTION FOR. What a table loses, its columns lose too."""
    places = [column] if column else list(acl)
    for place in places:
        entry = acl.get(place, {}).get(grantee, {})
        for privilege in [p for p in privileges if p in entry]:
            if option:
                entry[privilege] = False
            else:
                del entry[privilege]
        if not entry and (place or grantee != OWNER):
            acl.get(place, {}).pop(grantee, None)


def is_default(ref: ObjectRef, grants: tuple[Grant, ...] | None) -> bool:
    """Whether these are the privileges that a new object has."""
    return compact(ref, entries(ref, grants)) is None
