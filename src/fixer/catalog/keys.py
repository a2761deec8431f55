"""Under which keys objects can be looked up besides their own names: by schema and name, and by what they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fixer.catalog.objects import CompositeType, Constraint, DomainType, Index, Object, Sequence, Table

RELATION_KINDS = frozenset({"table", "view", "materialized view", "index", "sequence", "type", "external"})
Key = tuple[str, str, str]
"""What it is about, a schema, and a name."""


def _of_table(item: Any) -> tuple[Key, ...]:
    return (("child", item.table.schema, item.table.name),)


def _of_constraint(item: Constraint) -> tuple[Key, ...]:
    child, name = (
        ("child", item.table.schema, item.table.name),
        ("constraint", item.ref.schema, item.ref.name),
    )
    if item.references is None:
        return child, name
    return child, name, ("referrer", item.references.schema, item.references.name)


def _of_index(item: Index) -> tuple[Key, ...]:
    return ("child", item.table.schema, item.table.name), ("relation", item.ref.schema, item.ref.name)


def _of_relation(item: Object) -> tuple[Key, ...]:
    return (("relation", item.ref.schema, item.ref.name),)


def _of_tables_relation(item: Object) -> tuple[Key, ...]:
    found = _of_relation(item)
    if isinstance(item, Table):
        if item.parent is not None:
            found += (("partition", item.parent.schema, item.parent.name),)
        found += tuple(("heir", parent.schema, parent.name) for parent in item.inherits)
        found += _of_not_null(item)
    return found


def _of_not_null(table: Table) -> tuple[Key, ...]:
    """The names that are said of its NOT NULL: these are constraints."""
    said = [column.not_null_as for column in table.columns if column.not_null_as is not None]
    return tuple(("constraint", table.ref.schema, one.name) for one in said if one.name)


def _of_sequence(item: Sequence) -> tuple[Key, ...]:
    found = _of_relation(item)
    return (
        found
        if item.owned_by is None
        else (*found, ("owned", item.owned_by[0].schema, item.owned_by[0].name))
    )


def _of_routine(item: Object) -> tuple[Key, ...]:
    return (("routine", item.ref.schema, item.ref.name),)


def _of_operator(item: Object) -> tuple[Key, ...]:
    return (("operator", item.ref.schema, item.ref.name),)


def _of_type(item: Object) -> tuple[Key, ...]:
    """A composite type is a relation (pg_class) as well as a type, any other only a type."""
    relation = _of_relation(item) if isinstance(item, CompositeType) else ()
    return *relation, ("type", item.ref.schema, item.ref.name)


def _of_domain(item: Object) -> tuple[Key, ...]:
    checks = item.checks if isinstance(item, DomainType) else ()
    names = tuple(("constraint", item.ref.schema, check.name) for check in checks)
    return ("type", item.ref.schema, item.ref.name), *names


_KEYS: dict[str, Callable[[Any], tuple[Key, ...]]] = {
    "table": _of_tables_relation,
    "view": _of_relation,
    "materialized view": _of_relation,
    "external": _of_relation,
    "sequence": _of_sequence,
    "index": _of_index,
    "constraint": _of_constraint,
    "policy": _of_table,
    "trigger": _of_table,
    "rule": _of_table,
    "statistics": _of_table,
    "function": _of_routine,
    "procedure": _of_routine,
    "aggregate": _of_routine,
    "operator": _of_operator,
    "type": _of_type,
    "domain": _of_domain,
}
"""By kind: under which keys an object can be looked up besides its own name."""
FAMILIES = {
    "relation": RELATION_KINDS,
    "partition": frozenset({"table"}),
    "heir": frozenset({"table"}),
    "owned": frozenset({"sequence"}),
    "child": frozenset({"index", "constraint", "policy", "trigger", "rule", "statistics"}),
    "referrer": frozenset({"constraint"}),
    "constraint": frozenset({"constraint", "domain", "table"}),
    "routine": frozenset({"function", "procedure", "aggregate"}),
    "operator": frozenset({"operator"}),
    "type": frozenset({"type", "domain"}),
}
"""What keys begin with, and the kinds of objects that have some of these."""


def keys_of(item: Object) -> tuple[Key, ...]:
    """Under which keys an object can be looked up."""
    keys = _KEYS.get(item.ref.kind)
    return keys(item) if keys is not None else ()
