"""Statements that give what is there another name or place, and the ones that lead back: for a script that was run already."""

from __future__ import annotations

import copy
from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import STATEMENTS, DdlError, Session
from fixer.ddl.run import apply
from fixer.ddl.take_effect import take_effect
from fixer.sql import parse
from fixer.sql.parse import Node


def undo(sql: str, state: Catalog) -> None:
    """Undoes a rename or a move that has been done, so that what was written for the old name fits again."""
    kind, node = parse.statement(sql)
    lead_back = _BACK.get(kind)
    back = lead_back(copy.deepcopy(node)) if lead_back is not None else None
    if back is None or fits(sql, state):
        return
    layer = state.overlay()
    try:
        take_effect(STATEMENTS[kind](back, sql), layer, Session(strict=True))
    except DdlError:
        return
    if fits(sql, layer):
        layer.commit()


def fits(sql: str, state: Catalog) -> bool:
    """Whether a statement can be run."""
    try:
        apply(state.overlay(), sql)
    except DdlError:
        return False
    return True


def _rename(node: Node) -> Node:
    """ALTER … RENAME, its two names swapped."""
    if "subname" in node:
        node["subname"], node["newname"] = node["newname"], node["subname"]
    elif "relation" in node:
        named = node["relation"]
        named["relname"], node["newname"] = node["newname"], named["relname"]
    else:
        name = _names(node["object"])[-1]["String"]
        name["sval"], node["newname"] = node["newname"], name["sval"]
    return node


def _move(node: Node) -> Node | None:
    """ALTER … SET SCHEMA, from the new schema to the one that was named."""
    if "relation" in node:
        named = node["relation"]
        named["schemaname"], node["newschema"] = node["newschema"], named.get("schemaname", "public")
        return node
    names = _names(node["object"])
    if node["objectType"] == "OBJECT_EXTENSION":
        return None
    schema = names[-2]["String"]["sval"] if len(names) > 1 else "public"
    names[:-1] = [{"String": {"sval": node["newschema"]}}]
    node["newschema"] = schema
    return node


def _relabel(node: Node) -> Node | None:
    """ALTER TYPE … RENAME VALUE, its two labels swapped."""
    if "oldVal" not in node:
        return None
    node["oldVal"], node["newVal"] = node["newVal"], node["oldVal"]
    return node


_OPPOSITE = {
    "AT_AttachPartition": "AT_DetachPartition",
    "AT_AddInherit": "AT_DropInherit",
    "AT_AddIdentity": "AT_DropIdentity",
}


def _subcommand(node: Node) -> Node | None:
    command = node["cmds"][0]["AlterTableCmd"]
    opposite = _OPPOSITE.get(command["subtype"])
    if opposite is None or node["objtype"] == "OBJECT_INDEX":
        return None
    command["subtype"] = opposite
    return node


def _names(node: Node) -> list[Node]:
    """The parts of a dotted name, to be changed in place; see ``ddl.address.name_parts``."""
    if "ObjectWithArgs" in node:
        found: list[Node] = node["ObjectWithArgs"]["objname"]
        return found
    return node.get("List", {}).get("items") or node.get("TypeName", {}).get("names") or [node]


_BACK: dict[str, Callable[[Node], Node | None]] = {
    "RenameStmt": _rename,
    "AlterObjectSchemaStmt": _move,
    "AlterEnumStmt": _relabel,
    "AlterTableStmt": _subcommand,
}
