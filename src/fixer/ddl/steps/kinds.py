"""For every kind of object: how it is created, dropped and altered. The one table the difference engine works with."""

from __future__ import annotations

from collections.abc import Callable
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
from fixer.catalog.rare_objects import (
    AccessMethod,
    Cast,
    Collation,
    Conversion,
    DefaultPrivileges,
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    Language,
    Operator,
    OperatorClass,
    OperatorFamily,
    Publication,
    Rule,
    Statistics,
    Subscription,
    TextSearchConfiguration,
    TextSearchDictionary,
    UserMapping,
)
from fixer.ddl import schema
from fixer.ddl.any_object import default_privileges
from fixer.ddl.attached import policy, rule, trigger
from fixer.ddl.bodies import event_trigger
from fixer.ddl.constraints import constraint_sql
from fixer.ddl.rare import collation, foreign_data, publication, text_search
from fixer.ddl.relations import index_sql, sequence, statistics
from fixer.ddl.routines import cast, function, language, operator
from fixer.ddl.tables import table, view
from fixer.ddl.types import user_types
from fixer.values import Value, replace

Create = Callable[[Any, Catalog], list[str]]
Alter = Callable[[Any, Any, Catalog], list[str] | None]


class Kind(Value, frozen=True):
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
    Function: Kind(4, function.created, function.drop, function.alter),
    Table: Kind(5, table.create, table.drop, table.alter),
    Constraint: Kind(
        6,
        lambda item, _catalog: constraint_sql.create(item),
        lambda item, _catalog: constraint_sql.drop(item),
        lambda old, new, _catalog: constraint_sql.alter(old, new),
    ),
    Index: Kind(7, index_sql.create, index_sql.drop, lambda old, new, _catalog: index_sql.alter(old, new)),
    View: Kind(8, view.create, view.drop, view.alter),
    Trigger: Kind(9, trigger.create, trigger.drop, trigger.alter),
    Policy: Kind(10, policy.create, policy.drop, policy.alter),
    Language: Kind(1, language.create, language.drop, language.alter),
    AccessMethod: Kind(1, language.create_method, language.drop_method, language.alter_method),
    Collation: Kind(1, collation.create, collation.drop, collation.alter),
    ForeignDataWrapper: Kind(
        1, foreign_data.create_wrapper, foreign_data.drop_wrapper, foreign_data.alter_wrapper
    ),
    ForeignServer: Kind(2, foreign_data.create_server, foreign_data.drop_server, foreign_data.alter_server),
    UserMapping: Kind(3, foreign_data.create_mapping, foreign_data.drop_mapping, foreign_data.alter_mapping),
    Cast: Kind(4, cast.create, cast.drop, cast.alter),
    Operator: Kind(4, operator.create, operator.drop, operator.alter),
    OperatorFamily: Kind(4, operator.create_family, operator.drop_family, operator.alter_family),
    OperatorClass: Kind(4, operator.create_class, operator.drop_class, operator.alter_class),
    Conversion: Kind(4, collation.create_conversion, collation.drop_conversion, collation.alter_conversion),
    TextSearchDictionary: Kind(
        2, text_search.create_dictionary, text_search.drop_dictionary, text_search.alter_dictionary
    ),
    TextSearchConfiguration: Kind(
        2, text_search.create_configuration, text_search.drop_configuration, text_search.alter_configuration
    ),
    Statistics: Kind(9, statistics.create, statistics.drop, statistics.alter),
    Rule: Kind(9, rule.create, rule.drop, rule.alter),
    EventTrigger: Kind(11, event_trigger.create, event_trigger.drop, event_trigger.alter),
    Publication: Kind(11, publication.create, publication.drop, publication.alter),
    Subscription: Kind(
        12,
        publication.refuse_subscription,
        publication.refuse_subscription,
        publication.alter_subscription,
    ),
    DefaultPrivileges: Kind(13, default_privileges.create, default_privileges.drop, default_privileges.alter),
}


def kind_of(item: Object) -> Kind:
    """The row for an object."""
    return KINDS[type(item)]


def plain(item: Object) -> Object:
    """The object without what the engine sets by statements of their own: comment, owner, grants, extensions, security labels."""
    if isinstance(item, DefaultPrivileges):
        return item
    return replace(item, comment=None, owner=None, grants=None, extensions=(), security_labels=())
