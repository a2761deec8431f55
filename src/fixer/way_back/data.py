"""What a migration's data statements can be undone by: rows that were inserted under a known key can go again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.ddl.base import ROW_EXCLUSIVE, Session, lock
from fixer.ddl.names import range_parts
from fixer.ddl.relations.identity_sequence import ref_of
from fixer.model import Statement
from fixer.replay import Ran
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target, unquoted
from fixer.sql.types import data_type
from fixer.values import Value

_LOST = {
    "UpdateStmt": "UPDATE cannot be undone: the earlier values are gone",
    "DeleteStmt": "DELETE cannot be undone: the rows are gone",
    "MergeStmt": "MERGE cannot be undone: the earlier values are gone",
    "TruncateStmt": "TRUNCATE cannot be undone: the rows are gone",
    "CopyStmt": "the rows that COPY brought in cannot be told from others: delete them by hand",
    "RefreshMatViewStmt": "REFRESH cannot be undone: REFRESH again once the data is as it was",
    "CallStmt": "what a procedure did is not undone",
}
_PARTS = re.compile(r'"(?:[^"]|"")*"|[^."\s]+')
_RESTART = "RESTART cannot be undone: where the sequence stood is not known"
_KEYS = ("p", "u")


class Undone(Value, frozen=True):
    """What takes a data statement back, or the sentence that says why nothing does."""

    statement: Statement | None = None
    sentence: str = ""


def undo(ran: Ran, before: Catalog, after: Catalog) -> Undone | None:
    """How to undo a statement that changes rows; None for one that changes none, or whose table goes anyway."""
    if ran.kind == "InsertStmt":
        return _inserted(ran.node, before, after)
    if ran.kind in ("AlterSeqStmt", "AlterTableStmt"):
        return Undone(sentence=_RESTART) if _restarts(ran.node, before) else None
    if ran.kind == "SelectStmt":
        if any(_is_there(parts, before) for parts in _set_values(ran.node)):
            return Undone(sentence="setval cannot be undone: where the sequence stood is not known")
        writes = any(kind in _LOST or kind == "InsertStmt" for kind in _in_with(ran.node))
        return Undone(sentence="what this query writes cannot be undone") if writes else None
    if ran.kind == "CopyStmt" and not ran.node.get("is_from"):
        return None
    relation = _relation(ran.node)
    table = _table(relation, before) if relation else None
    if table is None and ran.kind in _LOST and relation is not None and _table(relation, after) is not None:
        return None  # made by the same migration: it goes with all its rows
    if table is not None and ran.kind == "UpdateStmt" and not _written(ran.node) & _names(table):
        return None  # so are the columns
    return Undone(sentence=_LOST[ran.kind]) if ran.kind in _LOST else None


def _restarts(node: Node, before: Catalog) -> bool:
    """Whether a sequence that was there before starts anew."""
    commands = [item["AlterTableCmd"] for item in node.get("cmds", [])]
    options = list(node.get("options", []))
    for command in commands:
        options += command["def"]["List"]["items"] if command["subtype"] == "AT_SetIdentity" else []
    restarts = any(option["DefElem"]["defname"] == "restart" for option in options)
    return restarts and _is_there(range_parts(node["sequence" if "sequence" in node else "relation"]), before)


def _set_values(node: Node) -> Iterator[list[str]]:
    """The sequences that a query sets by name, or the tables by whose names it finds them."""
    for item in node.get("targetList", []):
        call = item["ResTarget"]["val"].get("FuncCall", {})
        if not call or call["funcname"][-1]["String"]["sval"] != "setval":
            continue
        named = call["args"][0]
        while not (text := _text(named)) and ("TypeCast" in named or "FuncCall" in named):
            named = named["TypeCast"]["arg"] if "TypeCast" in named else named["FuncCall"]["args"][0]
        yield [unquoted(part) for part in _PARTS.findall(text)]


def _text(node: Node) -> str:
    value = node.get("A_Const", {}).get("sval", {}).get("sval", "")
    return str(value)


def _is_there(parts: list[str], catalog: Catalog) -> bool:
    """Whether a relation was there, as far as its name tells; where there is none, it may have been."""
    return not parts or ref_of(catalog, Session(), parts) is not None


def _relation(node: Node) -> Node | None:
    if "relations" in node:
        first: Node = node["relations"][0]["RangeVar"]
        return first
    relation: Node | None = node.get("relation")
    return relation


def _in_with(node: Node) -> Iterator[str]:
    for item in node.get("withClause", {}).get("ctes", []):
        yield next(iter(item["CommonTableExpr"]["ctequery"]))


def _table(relation: Node, catalog: Catalog) -> Table | None:
    found = catalog.relation(relation.get("schemaname", "public"), relation["relname"])
    return found if isinstance(found, Table) else None


def _written(update: Node) -> set[str]:
    """The columns that an UPDATE sets."""
    return {item["ResTarget"]["name"] for item in update.get("targetList", [])}


def _names(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _inserted(node: Node, before: Catalog, after: Catalog) -> Undone | None:
    was, table = _table(node["relation"], before), _table(node["relation"], after)
    if was is None and table is not None:
        return None
    unknown = Undone(sentence="the rows of this INSERT cannot be told from others: delete them by hand")
    if table is None or was is None or "onConflictClause" in node:
        return unknown
    rows = node.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists")
    if not rows:
        return unknown
    columns = [item["ResTarget"]["name"] for item in node.get("cols", [])] or [c.name for c in was.columns]
    key = _known_key(table, after, columns, [row["List"]["items"] for row in rows])
    if key is None:
        return unknown
    names, values = key
    if len(names) == 1:
        where = f"{names[0]} IN ({', '.join(row[0] for row in values)})"
    else:
        listed = ", ".join(f"({', '.join(row)})" for row in values)
        where = f"({', '.join(names)}) IN ({listed})"
    sql = f"DELETE FROM {target(table.ref)} WHERE {where}"  # noqa: S608  names and literals are quoted
    return Undone(Statement(sql, locks=(lock(table.ref, ROW_EXCLUSIVE),)))


def _known_key(
    table: Table, catalog: Catalog, columns: Sequence[str], rows: Sequence[Sequence[Node]]
) -> tuple[list[str], list[list[str]]] | None:
    """A primary or unique key whose values are written in every row: its columns and the values, as SQL."""
    keys = sorted(
        (c for c in catalog.children(table.ref, Constraint) if c.type in _KEYS), key=lambda c: c.type
    )
    for key in keys:
        if not set(key.columns) <= set(columns):
            continue
        places = [columns.index(name) for name in key.columns]
        if any(place >= len(row) for row in rows for place in places):
            continue
        values = [[_literal(row[place]) for place in places] for row in rows]
        written = [[value for value in row if value is not None] for row in values]
        if all(len(row) == len(places) for row in written):
            return [identifier(name) for name in key.columns], written
    return None


def _literal(node: Node) -> str | None:
    """A constant as SQL; None for NULL and for what is computed."""
    if "TypeCast" in node:
        cast = node["TypeCast"]
        inner = _literal(cast["arg"])
        return f"{inner}::{data_type(cast['typeName'])}" if inner is not None else None
    if "A_Expr" in node and node["A_Expr"].get("name") == [{"String": {"sval": "-"}}]:
        inner = _literal(node["A_Expr"]["rexpr"]) if "lexpr" not in node["A_Expr"] else None
        return f"-{inner}" if inner is not None else None
    constant = node.get("A_Const", {})
    if "sval" in constant:
        return literal(constant["sval"].get("sval", ""))
    if "ival" in constant:
        return str(constant["ival"].get("ival", 0))
    if "fval" in constant:
        return str(constant["fval"]["fval"])
    if "boolval" in constant:
        return "true" if constant["boolval"].get("boolval") else "false"
    return None
