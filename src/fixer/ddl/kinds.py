"""For every kind of object: how it is created, dropped and altered. The one table the difference engine works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainType,
    EnumType,
    Extension,
    Function,
    Index,
    Object,
    Policy,
    RangeType,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.ddl import constraint, function, index, policy, schema, sequence, table, trigger, user_types, view

Create = Callable[[Any, Catalog], list[str]]
Alter = Callable[[Any, Any, Catalog], list[str] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """The SQL of one kind of object. ``rank`` orders creation where nothing else does."""

    rank: int
    create: Create
    drop: Create
    alter: Alter


KINDS: dict[type[Object], Kind] = {
    Schema: Kind(0, schema.create_schema, schema.drop_schema, schema.alter_schema),
    Extension: Kind(1, schema.create_extension, schema.drop_extension, schema.alter_extension),
    EnumType: Kind(2, user_types.create, user_types.drop, user_types.alter),
    DomainType: Kind(2, user_types.create, user_types.drop, user_types.alter),
    CompositeType: Kind(2, user_types.create, user_types.drop, user_types.alter),
    RangeType: Kind(2, user_types.create, user_types.drop, user_types.alter),
    Sequence: Kind(3, sequence.create, sequence.drop, sequence.alter),
    Function: Kind(4, function.create, function.drop, function.alter),
    Table: Kind(5, table.create, table.drop, lambda old, new, _c: table.alter(old, new)),
    Constraint: Kind(
        6,
        lambda item, _catalog: constraint.create(item),
        lambda item, _catalog: constraint.drop(item),
        lambda old, new, _catalog: constraint.alter(old, new),
    ),
    Index: Kind(7, index.create, index.drop, lambda old, new, _catalog: index.alter(old, new)),
    View: Kind(8, view.create, view.drop, view.alter),
    Trigger: Kind(9, trigger.create, trigger.drop, trigger.alter),
    Policy: Kind(10, policy.create, policy.drop, policy.alter),
}


def kind_of(item: Object) -> Kind:
    """The row for an object."""
    return KINDS[type(item)]


def plain(item: Object) -> Object:
    """The object without what the engine sets by statements of their own: comment, owner, grants."""
    return replace(item, comment=None, owner=None, grants=None)
