"""Enum types: CREATE TYPE AS ENUM, ADD and RENAME VALUE, and the SQL from one state to another."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    EnumType,
    Index,
    Object,
    Policy,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Rule, Statistics
from fixer.ddl.base import Cost, Ddl, Session, statement, strings
from fixer.ddl.names import new_type_name, object_name, type_object
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.relations.partition_key import key_columns
from fixer.ddl.session import constant_text
from fixer.ddl.texts.depends import dependents, needs
from fixer.ddl.types.relabel import relabel
from fixer.model import Hazard, ObjectRef
from fixer.sql import parse
from fixer.sql.naming import NAME_BYTES
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace


@statement("CreateEnumStmt")
class CreateEnum(Ddl):
    """CREATE TYPE … AS ENUM."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type."""
        ref = new_type_name(catalog, session, "type", strings(self.node["typeName"]))
        labels = tuple(node["String"].get("sval", "") for node in self.node.get("vals", []))
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            session.problem(f"{target(ref)} has the label {literal(label)} twice")
        _refuse_long(session, labels)
        catalog.put(EnumType(ref, id=catalog.new_id(), origin=session.origin, labels=labels))


def _refuse_long(session: Session, labels: Iterable[str]) -> None:
    """Says that a label is longer than a name may be; PostgreSQL does not cut it (documentation, 8.7)."""
    for label in labels:
        if len(label.encode()) > NAME_BYTES:
            session.problem(f"label {literal(label)} has more than {NAME_BYTES} bytes")


@statement("AlterEnumStmt")
class AlterEnum(Ddl):
    """ALTER TYPE … ADD VALUE and RENAME VALUE. Neither takes a lock on a table (measured)."""

    def cost(self, before: Catalog, session: Session) -> Cost:
        """No lock on a table; but a label that is added stays."""
        node = self.node
        found = type_object(before, session, strings(node["typeName"]))
        if "oldVal" in node or not isinstance(found, EnumType) or node.get("newVal") in found.labels:
            return Cost()
        name = f"{target(found.ref)} has {literal(node.get('newVal', ''))}"
        text = f"PostgreSQL takes no label away: once {name}, the way back makes a new type and writes its columns anew"
        return Cost(hazards=(Hazard("irreversible", text),))

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or renames a label."""
        node = self.node
        found = type_object(catalog, session, strings(node["typeName"]))
        if not isinstance(found, EnumType):
            session.problem(f"there is no enum type {'.'.join(strings(node['typeName']))}")
            return
        labels, new = list(found.labels), node.get("newVal", "")
        needed: str | None = node.get("oldVal", node.get("newValNeighbor"))
        _refuse_long(session, [new])
        if new in labels:
            if not node.get("skipIfNewValExists"):
                session.problem(f"{target(found.ref)} has the label {literal(new)}: it exists already")
        elif needed is not None and needed not in labels:
            session.problem(f"there is no label {literal(needed)} in {target(found.ref)}")
        elif needed is None:
            labels.append(new)
        elif "oldVal" in node:
            labels[labels.index(needed)] = new
            relabel(catalog, session, found, needed, new)
        else:
            labels.insert(labels.index(needed) + bool(node.get("newValIsAfter")), new)
        catalog.put(replace(found, labels=tuple(labels)))


def create_enum(item: EnumType) -> list[str]:
    """CREATE TYPE … AS ENUM."""
    labels = ", ".join(map(literal, item.labels))
    return [f"CREATE TYPE {target(item.ref)} AS ENUM ({labels})"]


def alter_enum(old: EnumType, new: EnumType, catalog: Catalog) -> list[str] | None:
    """ADD VALUE where labels are added, RENAME VALUE where only names differ, else a new type."""
    name = f"ALTER TYPE {target(new.ref)}"
    if len(old.labels) == len(new.labels):
        changed = [pair for pair in zip(old.labels, new.labels, strict=True) if pair[0] != pair[1]]
        if not {label for _was, label in changed} & set(old.labels):
            return [f"{name} RENAME VALUE {literal(was)} TO {literal(label)}" for was, label in changed]
    if [label for label in new.labels if label in old.labels] != list(old.labels):
        return in_place_of(old, new, catalog)
    labels, steps = list(old.labels), []
    for position, label in enumerate(new.labels):
        if position < len(labels) and labels[position] == label:
            continue
        if position == len(labels):
            where = ""
        elif position:
            where = f" AFTER {literal(new.labels[position - 1])}"
        else:
            where = f" BEFORE {literal(labels[0])}"
        steps.append(f"{name} ADD VALUE {literal(label)}{where}")
        labels.insert(position, label)
    return steps


def in_place_of(old: EnumType, new: EnumType, catalog: Catalog) -> list[str] | None:
    """A new type takes over the columns, whose rows stay: PostgreSQL cannot take a label away, nor lets one that is added
    be used in the same transaction (ALTER TYPE, Notes).

    None where more than plain columns depends on the type. A default is moved along, unless it is a label that goes.
    """
    used = _columns(catalog, old)
    if in_the_way(old, catalog) != []:
        return None
    away = old.ref._replace(name=object_name(old.ref.name, "", "old"))
    if catalog.type(away.schema, away.name) is not None:
        return None
    steps = [f"ALTER TYPE {target(old.ref)} RENAME TO {identifier(away.name)}", *create_enum(new)]
    for table, column in used:
        alter_column = f"ALTER TABLE {target(table.ref)} ALTER COLUMN {identifier(column.name)}"
        if column.default is not None:
            steps.append(f"{alter_column} DROP DEFAULT")
        text = "text[]" if column.type.array else "text"
        using = f"{identifier(column.name)}::{text}::{column.type}"
        steps.append(f"{alter_column} TYPE {column.type} USING {using}")
        if column.default is not None and not _says(column.default, set(old.labels) - set(new.labels)):
            steps.append(f"{alter_column} SET DEFAULT {column.default}")
    return [*steps, f"DROP TYPE {target(away)}"]


def _says(default: str, labels: set[str]) -> bool:
    """Whether one of the labels is in a constant of a default, alone or as an element of an array."""
    texts = (constant_text(node) for node in parse.nodes([parse.expression(default)]))
    words = {word for text in texts if text is not None for word in (text, *text.strip("{}").split(","))}
    return not labels.isdisjoint(word.strip('" ') for word in words)


def _columns(catalog: Catalog, enum: EnumType) -> list[tuple[Table, Column]]:
    """The columns of a type, each with its table."""
    return [
        (table, column)
        for table in dependents(catalog, enum.ref)
        if isinstance(table, Table)
        for column in table.columns
        if (column.type.schema, column.type.name) == (enum.ref.schema, enum.ref.name)
    ]


_MADE_AGAIN = (Index, Constraint, View, Policy, Trigger, Rule, Statistics)


def in_the_way(enum: EnumType, catalog: Catalog) -> list[Object] | None:
    """What has to be dropped, and made again, for another type to take the place of this one; None where that does not
    help: partitions, heirs, generated columns, and what else is of the type.
    """
    found: dict[ObjectRef, Object] = {}
    for item in dependents(catalog, enum.ref):
        if isinstance(item, Table):
            if item.parent or item.inherits or catalog.heirs(item.ref) or catalog.partitions(item.ref):
                return None
        elif isinstance(item, _MADE_AGAIN):
            found[item.ref] = item
        else:
            return None
    for table, column in _columns(catalog, enum):
        place = column_ref(table.ref, column.name)
        for item in dependents(catalog, place):
            if isinstance(item, _MADE_AGAIN):
                found |= {} if _keeps_up(item) else {item.ref: item}
            else:
                return None
        alone = (Table(table.ref, columns=(other,)) for other in table.columns if other.generated is not None)
        if any(place in needs(one, catalog) for one in alone) or column.name in key_columns(table):
            return None
    return list(found.values())


def _keeps_up(item: Object) -> bool:
    """Whether PostgreSQL adapts the object by itself when a column's type changes."""
    if isinstance(item, Index):
        return item.predicate is None and all(key.column is not None for key in item.keys)
    return isinstance(item, Constraint) and item.type in "pu"
