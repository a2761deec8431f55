"""User-defined types: enum, composite, domain and range types; and aggregates (DefineStmt)."""

from __future__ import annotations

from typing import TypeAlias

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    DomainType,
    EnumType,
    RangeType,
)
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import new_type_name
from fixer.ddl.tables.composite_type import alter_composite, create_composite
from fixer.ddl.types.domain_type import alter_domain, create_domain
from fixer.ddl.types.enum_type import alter_enum, create_enum
from fixer.sql.quote import target

UserType: TypeAlias = EnumType | CompositeType | DomainType | RangeType


@statement("CreateRangeStmt")
class CreateRange(Ddl):
    """CREATE TYPE … AS RANGE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type."""
        ref = new_type_name(catalog, session, "type", strings(self.node["typeName"]))
        definition = self.tokens.inside(self.tokens.find("("))
        catalog.put(RangeType(ref, id=catalog.new_id(), origin=session.origin, definition=definition))


def create(item: UserType, catalog: Catalog) -> list[str]:
    """CREATE TYPE or CREATE DOMAIN, with the comments on attributes and checks."""
    if isinstance(item, EnumType):
        return create_enum(item)
    if isinstance(item, CompositeType):
        return create_composite(item)
    if isinstance(item, DomainType):
        return create_domain(item)
    return [f"CREATE TYPE {target(item.ref)} AS RANGE ({item.definition})"]


def drop(item: UserType, catalog: Catalog) -> list[str]:
    """DROP TYPE or DROP DOMAIN."""
    return [f"DROP {item.ref.kind.upper()} {target(item.ref)}"]


def alter(old: UserType, new: UserType, catalog: Catalog) -> list[str] | None:
    """From one state to another; None where PostgreSQL has no way but a new type."""
    if isinstance(old, EnumType) and isinstance(new, EnumType):
        return alter_enum(old, new, catalog)
    if isinstance(old, CompositeType) and isinstance(new, CompositeType):
        return alter_composite(old, new, catalog)
    if isinstance(old, DomainType) and isinstance(new, DomainType):
        return alter_domain(old, new, catalog)
    if isinstance(old, RangeType) and isinstance(new, RangeType) and old.definition == new.definition:
        return []
    return None
