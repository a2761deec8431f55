"""Roles, schemas, extensions and comments: what everything else is named by."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.acl import FIRST_OF_DATABASE_OWNER
from fixer.catalog.introspect.reading import SUPABASE, Reading, Rows
from fixer.catalog.objects import Extension, Grant, Object, Schema
from fixer.model import ObjectRef

_MEMBERS = ("pg_namespace", "pg_class", "pg_type", "pg_proc")
_BOOTSTRAP = 10
"""The OID of the superuser that initdb made."""
_OF_DATABASE = "pg_database_owner"


def read(reading: Reading, roles: Rows, schemas: Rows, extensions: Rows, platform: str) -> None:
    """Notes roles, schemas and what belongs to extensions."""
    for _kind, oid, name, _qualified, usual, *_rest in roles:
        reading.roles[oid] = name
        if usual or name == _OF_DATABASE:
            reading.unnamed_owners.add(oid)
    for name in _MEMBERS:
        reading.members[name] = set()
    for row in extensions:
        for name, oids in zip(_MEMBERS, row[5:], strict=True):
            reading.members[name].update(oids or ())
    supabase = platform == "supabase" or "supabase_admin" in reading.roles.values()
    for _kind, oid, name, *_rest in schemas:
        reading.schemas[oid] = name
        served = supabase and (name in SUPABASE or name.startswith("supabase_"))
        if served or oid in reading.members["pg_namespace"]:
            reading.foreign_schemas.add(oid)


def comments(reading: Reading, rows: Rows) -> None:
    """Notes all comments."""
    for _kind, _oid, catalog, *_rest, oids, columns, texts in rows:
        found = reading.comments[catalog]
        for oid, column, text in zip(oids, columns, texts, strict=True):
            if column:
                reading.column_comments[oid, column] = text
            else:
                found[oid] = text


def made(reading: Reading, schemas: Rows, extensions: Rows) -> Iterator[Object]:
    """The schemas and extensions."""
    for _kind, oid, name, _qualified, _builtin, owner, acl, *_rest in schemas:
        if oid in reading.foreign_schemas:
            continue
        public = name == "public"
        yield Schema(
            ObjectRef("schema", "", name),
            id=reading.identity("pg_namespace", oid),
            comment=reading.comment("pg_namespace", oid),
            owner=_owner_of_public(reading, owner) if public else reading.owner(owner),
            grants=_of_public(reading, acl, owner) if public else reading.grants("schema", acl, owner),
        )
    for oid, name, version, schema, schema_name, *_members in extensions:
        if name == "plpgsql":
            continue
        own = schema in reading.members["pg_namespace"] or schema not in reading.schemas
        own = own or schema_name == "public"  # where it goes when nobody says
        yield Extension(
            ObjectRef("extension", "", name),
            id=reading.identity("pg_extension", oid),
            version=version,
            schema=None if own else schema_name,
        )


def _owner_of_public(reading: Reading, owner: int) -> str | None:
    """None for the one that initdb gives it, the database's owner since PostgreSQL 15; whoever connects is called that otherwise."""
    if reading.version // 10000 < FIRST_OF_DATABASE_OWNER:
        return None if owner == _BOOTSTRAP else reading.owner(owner)
    if reading.roles.get(owner) == _OF_DATABASE:
        return None
    return "current_user" if owner in reading.unnamed_owners else reading.owner(owner)


def _of_public(reading: Reading, acl: list[str] | None, owner: int) -> tuple[Grant, ...] | None:
    """initdb gives PUBLIC the use of the schema public; the right to create in it as well, until PostgreSQL 14, is shown."""
    found = reading.grants("schema", acl, owner)
    return None if found == (Grant("", "USAGE"),) else found or ()
