"""What all of introspection shares: names by OID, and how an ACL, an owner, a comment and a type are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any

from fixer.catalog import acl as acls
from fixer.catalog.acl import Entries
from fixer.catalog.objects import Column, Grant, Index, Object
from fixer.model import ObjectRef
from fixer.sql.types import DataType

Row = tuple[Any, ...]
Rows = list[Row]
Options = tuple[tuple[str, str], ...]

# Supabase's own (its documentation, Database > Schemas), where its role supabase_admin is there, or somebody says that it is one
SUPABASE = frozenset(
    [
        "auth",
        "storage",
        "realtime",
        "_realtime",
        "extensions",
        "graphql",
        "graphql_public",
        "vault",
        "pgsodium",
        "pgsodium_masks",
        "pgbouncer",
        "pgmq",
        "net",
        "cron",
        "supabase_functions",
        "supabase_migrations",
        "_analytics",
        "_supavisor",
    ]
)
# letters of an ACL entry (documentation, 5.8 Privileges, table 5.1), in the order in which PostgreSQL prints them
_PRIVILEGES = {
    "a": "INSERT",
    "r": "SELECT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "x": "REFERENCES",
    "t": "TRIGGER",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
    "m": "MAINTAIN",
}


_CLASSES = {
    "pg_class": 0,
    "pg_constraint": 1,
    "pg_trigger": 2,
    "pg_policy": 3,
    "pg_proc": 4,
    "pg_type": 5,
    "pg_namespace": 6,
    "pg_extension": 7,
    "pg_rewrite": 8,
    "pg_statistic_ext": 9,
    "pg_event_trigger": 10,
    "pg_publication": 11,
    "pg_foreign_data_wrapper": 12,
    "pg_foreign_server": 13,
    "pg_cast": 14,
    "pg_operator": 15,
    "pg_collation": 16,
    "pg_ts_dict": 17,
    "pg_ts_config": 18,
    "pg_default_acl": 19,
}
"""The system catalogs whose rows become objects: an OID is unique in one of them only."""
_NONE: dict[int, str] = {}
_FIRST = 1 << 48
"""Far above what a catalog counts up to for the objects that statements make."""


_name = partial(tuple.__new__, ObjectRef)
"""Makes one of its five parts, in half the time."""


def of_schema(kind: str, schema: str, names: Iterable[str]) -> Iterator[ObjectRef]:
    """What objects of a schema are called."""
    nothing = repeat(None)
    return map(_name, zip(repeat(kind), repeat(schema), names, nothing, nothing, strict=False))


def of_table(kind: str, table: ObjectRef, name: str) -> ObjectRef:
    """What an object of a table is called."""
    _kind, schema, its, _table, _args = table
    return _name((kind, schema, name, its, None))


def in_order(made: Iterable[Object]) -> list[Object]:
    """Objects in the order in which the server made them: rows are what is alike, wherever it comes."""
    return sorted(made, key=attrgetter("id"))


@dataclass
class Reading:
    """One introspection: what the rows refer to by OID."""

    version: int
    """server_version_num"""
    scratch: bool = False
    """Whether no migration tool was at work on the database."""
    roles: dict[int, str] = field(default_factory=dict)
    unnamed_owners: set[int] = field(default_factory=set)
    """Roles that own things as a matter of course: whoever connects, and the database's owner."""
    schemas: dict[int, str] = field(default_factory=dict)
    foreign_schemas: set[int] = field(default_factory=set)
    """Schemas that the platform or an extension owns."""
    members: dict[str, set[int]] = field(default_factory=dict)
    """What belongs to extensions, by system catalog."""
    comments: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """By system catalog and OID."""
    column_comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """By relation and number."""
    types: dict[int, DataType] = field(default_factory=dict)
    stored: dict[int, tuple[str, int]] = field(default_factory=dict)
    """How values of a type are stored, and the OID of its collation: not of the types of tables' rows."""
    relations: dict[int, ObjectRef] = field(default_factory=dict)
    """Tables, views, sequences and composite types, external ones as what they are; and indexes where one has a parent."""
    external: set[int] = field(default_factory=set)
    """Relations that are not the project's."""
    columns: dict[int, dict[int, str]] = field(default_factory=dict)
    """Names of columns by relation and number."""
    collations: dict[tuple[int, int], int] = field(default_factory=dict)
    """OIDs of collations by relation and column, where it is not the database's."""
    column_options: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Options of columns, and of index keys: there they are the operator class's."""
    statistics_targets: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Numbers of columns, and of index keys, and their targets, by relation."""
    composites: dict[int, tuple[Column, ...]] = field(default_factory=dict)
    """The attributes of stand-alone composite types, by relation."""
    indexes: dict[int, Index] = field(default_factory=dict)
    """Those that a constraint has."""
    parents: dict[ObjectRef, tuple[ObjectRef, ...]] = field(default_factory=dict)
    """What each table is a partition of or inherits from."""
    checks: set[ObjectRef] = field(default_factory=set)
    """The names of all CHECK constraints of tables."""
    foreign: dict[int, tuple[str, Options, dict[int, Options]]] = field(default_factory=dict)
    """Foreign tables: their server, their options, and those of their columns by number."""
    vectors: dict[str | None, tuple[int, ...]] = field(default_factory=dict)
    acls: dict[tuple[Any, ...], tuple[Grant, ...] | None] = field(default_factory=dict)
    """Privileges by kind, ACL, owner and the ACLs of columns: the same few come again and again."""

    @staticmethod
    def identity(catalog: str, oid: int) -> int:
        """The identity of a row of a system catalog, the same in every introspection of the database."""
        return _FIRST + oid * len(_CLASSES) + _CLASSES[catalog]

    @classmethod
    def identities(cls, catalog: str, oids: list[int]) -> list[int]:
        """The identities of many."""
        first, apart = cls.identity(catalog, 0), len(_CLASSES)
        return [first + oid * apart for oid in oids]

    def numbers(self, text: str | None) -> tuple[int, ...]:
        """A vector or array of numbers, which comes as text: the same few come again and again."""
        known = self.vectors.get(text)
        if known is None:
            self.vectors[text] = known = tuple(map(int, text.split())) if text else ()
        return known

    def column_names(self, vector: str | None) -> Callable[[int], tuple[str, ...]]:
        """What gives the names that columns with these numbers have in a relation: once for those that share theirs."""
        numbers, columns = self.numbers(vector), self.columns
        known: dict[int, tuple[str, ...]] = {}

        def names(relation: int) -> tuple[str, ...]:
            own = columns.get(relation, _NONE)
            found = known.get(id(own))
            if found is None:
                known[id(own)] = found = tuple([own[number] for number in numbers])
            return found

        return names

    def is_external(self, catalog: str, oid: int, schema: int) -> bool:
        """Whether an object belongs to an extension or lives in a platform's schema."""
        return schema in self.foreign_schemas or oid in self.members.get(catalog, ())

    def owner(self, oid: int) -> str | None:
        """The owner's name; None for one that need not be said."""
        return None if oid in self.unnamed_owners else self.roles.get(oid)

    def comment(self, catalog: str, oid: int) -> str | None:
        """The comment on an object."""
        return self.comments[catalog].get(oid)

    def type(self, oid: int, formatted: str | None = None, setof: bool = False) -> DataType:
        """A type, with the modifiers that stand in what format_type makes of it."""
        known = self.types[oid]
        if formatted is None and not setof:
            return known
        return DataType(known.schema, known.name, _modifiers(formatted or ""), known.array, setof)

    def grants(
        self, kind: str, acl: list[str] | None, owner: int, columns: Sequence[tuple[str, list[str]]] = ()
    ) -> tuple[Grant, ...] | None:
        """Privileges: None where nobody has changed those of a new object."""
        if acl is None and not columns:
            return None
        own, name = None if acl is None else tuple(acl), self.roles.get(owner, "")
        key = (kind, own, name, *((column, *entries) for column, entries in columns))
        if key not in self.acls:
            ref = ObjectRef(kind, "", "")
            found = acls.entries(ref, None)
            if own is not None:
                found[""] = {acls.OWNER: {}} | self.entries(ref, own, name)
            found |= {column: _entries(held, name) for column, held in columns}
            self.acls[key] = acls.compact(ref, found)
        return self.acls[key]

    def entries(self, ref: ObjectRef, acl: Iterable[str], owner: str) -> Entries:
        """The entries of an object's ACL in its order, whoever granted them."""
        found = _entries(acl, owner)
        return found if self.version >= 170000 else acls.completed(ref, found)


def _entries(acl: Iterable[str], owner: str) -> Entries:
    merged: Entries = {}
    for entry in acl:
        grantee, letters = _split(entry)
        given = merged.setdefault(acls.OWNER if grantee == owner else grantee, {})
        for position, letter in enumerate(letters):
            privilege = _PRIVILEGES.get(letter)
            if privilege is not None:
                given[privilege] = given.get(privilege, False) or letters[position + 1 : position + 2] == "*"
    return merged


def _split(entry: str) -> tuple[str, str]:
    """Grantee and letters of ``grantee=letters/grantor``; a name with odd characters stands in quotes."""
    if not entry.startswith('"'):
        grantee, _, rest = entry.partition("=")
        return grantee, rest.partition("/")[0]
    position = 1
    while True:
        position = entry.index('"', position)
        if entry[position + 1 : position + 2] != '"':
            break
        position += 2
    return entry[1:position].replace('""', '"'), entry[position + 2 :].partition("/")[0]


def _modifiers(formatted: str) -> str:
    """``(10,2)`` of ``numeric(10,2)``; for an interval also its fields."""
    formatted = formatted.removesuffix("[]")
    if formatted.startswith("interval"):
        return formatted.removeprefix("interval").strip()
    opening = formatted.rfind("(")  # a quoted name may hold one too
    return formatted[opening : formatted.rfind(")") + 1] if opening >= 0 else ""
