"""Statements that fit no more because what they change in an object is as it is to be."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainType,
    EnumType,
    Table,
)
from fixer.ddl.any_object.drop import Drop
from fixer.ddl.base import Session, strings
from fixer.ddl.constraints import not_null
from fixer.ddl.names import type_object
from fixer.ddl.run import apply, prepare
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.values import replace


def done(sql: str, state: Catalog) -> bool:
    """Whether what a statement changes in an object is as it is to be."""
    kind, node = parse.statement(sql)
    if kind == "DropStmt":
        ddl = prepare(sql)
        return isinstance(ddl, Drop) and all(ref is None for _name, ref in ddl.targets(state, Session()))
    if kind == "AlterEnumStmt":
        item = type_object(state, Session(), strings(node["typeName"]))
        return isinstance(item, EnumType) and "oldVal" not in node and node["newVal"] in item.labels
    if kind == "AlterDomainStmt":
        return _domain_done(node, state)
    if kind != "AlterTableStmt":
        return False
    command, named = node["cmds"][0]["AlterTableCmd"], node["relation"]
    if node["objtype"] == "OBJECT_TYPE":
        item = state.type(named.get("schemaname", "public"), named["relname"])
        return isinstance(item, CompositeType) and _attribute_done(sql, command, item, state)
    table = _table(node, state)
    is_done = _SUBCOMMANDS.get(command["subtype"])
    return table is not None and is_done is not None and is_done(sql, command, table, state)


def _domain_done(node: Node, state: Catalog) -> bool:
    item = type_object(state, Session(), strings(node["typeName"]))
    if not isinstance(item, DomainType):
        return False
    names = {check.name for check in item.checks}
    if node["subtype"] in _DOMAIN_DROPS:
        return node["name"] not in names
    return node["subtype"] in _DOMAIN_ADDS and node["def"]["Constraint"].get("conname") in names


_DOMAIN_DROPS, _DOMAIN_ADDS = ("X", "AD_DropConstraint"), ("C", "AD_AddConstraint")


def _attribute_done(sql: str, command: Node, item: CompositeType, state: Catalog) -> bool:
    """Whether ADD ATTRIBUTE and DROP ATTRIBUTE have been carried out."""
    definition = command.get("def", {}).get("ColumnDef", {})
    name = command.get("name") or definition.get("colname")
    there = next((one for one in item.attributes if one.name == name), None)
    if command["subtype"] == "AT_DropColumn":
        return there is None
    if command["subtype"] != "AT_AddColumn" or there is None:
        return False
    layer = state.overlay()
    layer.put(replace(item, attributes=tuple(one for one in item.attributes if one is not there)))
    apply(layer, sql)
    made = layer.find(item.ref, CompositeType)
    return made is not None and made.attributes[-1].type == there.type


def _from_index(_sql: str, command: Node, table: Table, state: Catalog) -> bool:
    """Whether a constraint that was to be made from an index is there; the index has its name since."""
    node = command["def"]["Constraint"]
    if "indexname" not in node:
        return False
    name = node.get("conname", node["indexname"])
    there = state.find(ObjectRef("constraint", table.ref.schema, name, table.ref.name), Constraint)
    kind = "p" if node["contype"] == "CONSTR_PRIMARY" else "u"
    gone = name == node["indexname"] or state.relation(table.ref.schema, node["indexname"]) is None
    return there is not None and there.type == kind and gone


def _constraint_gone(_sql: str, command: Node, table: Table, state: Catalog) -> bool:
    found = state.get(ObjectRef("constraint", table.ref.schema, command["name"], table.ref.name))
    return found is None and not _may_be_unread(command["name"], table, state)


def _may_be_unread(name: str, table: Table, state: Catalog) -> bool:
    """Whether a name may be that of a NOT NULL, which is not read from a database where it looks like the default one."""
    unread = not_null.says_names(state) and not state.names_not_null
    return unread and name.endswith("_not_null") and any(column.required for column in table.columns)


def _without_identity(_sql: str, command: Node, table: Table, _state: Catalog) -> bool:
    column = table.column(command["name"])
    return column is not None and column.identity is None


def _detached(_sql: str, command: Node, table: Table, state: Catalog) -> bool:
    named = command["def"]["PartitionCmd"]["name"]
    partition = state.table(named.get("schemaname", "public"), named["relname"])
    return partition is not None and partition.parent != table.ref


def _not_inherited(_sql: str, command: Node, table: Table, _state: Catalog) -> bool:
    named = command["def"]["RangeVar"]
    return ObjectRef("table", named.get("schemaname", "public"), named["relname"]) not in table.inherits


_SUBCOMMANDS: dict[str, Callable[[str, Node, Table, Catalog], bool]] = {
    "AT_DropColumn": lambda _sql, command, table, _state: table.column(command["name"]) is None,
    "AT_AddConstraint": _from_index,
    "AT_DropConstraint": _constraint_gone,
    "AT_DropIdentity": _without_identity,
    "AT_DetachPartition": _detached,
    "AT_DropInherit": _not_inherited,
}
"""Of what does not fit any more: whether it has been carried out."""


def _table(node: Node, state: Catalog) -> Table | None:
    named = node.get("relation", {})
    return state.table(named.get("schemaname", "public"), named["relname"]) if "relname" in named else None
