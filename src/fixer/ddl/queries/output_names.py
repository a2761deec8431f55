"""What PostgreSQL calls an expression that has no name: as an output of a query, as a key of an index, as an item in FROM."""

from __future__ import annotations

from fixer.catalog.objects import CompositeType, Object, Table, View
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.parse import statement as parsed

_NAMED = {
    "A_ArrayExpr": "array",
    "RowExpr": "row",
    "CoalesceExpr": "coalesce",
    "XmlSerialize": "xmlserialize",
    "GroupingFunc": "grouping",
    "MergeSupportFunc": "merge_action",
    "JsonParseExpr": "json",
    "JsonScalarExpr": "json_scalar",
    "JsonSerializeExpr": "json_serialize",
    "JsonObjectConstructor": "json_object",
    "JsonArrayConstructor": "json_array",
    "JsonArrayQueryConstructor": "json_array",
    "JsonObjectAgg": "json_objectagg",
    "JsonArrayAgg": "json_arrayagg",
}
_BY_WORD = {
    "SQLValueFunction": ("SVFOP_", "_N"),
    "XmlExpr": ("IS_", ""),
    "JsonFuncExpr": ("", "_OP"),
    "MinMaxExpr": ("IS_", ""),
}
"""What is called as the word that its tree has between these."""


def figure(node: Node) -> str:
    """What PostgreSQL calls an expression without a name; empty where it finds none (FigureIndexColname)."""
    ((kind, inner),) = node.items()
    if kind == "FuncCall":
        return str(inner["funcname"][-1]["String"]["sval"])
    if kind == "ColumnRef":
        return next((field["String"]["sval"] for field in reversed(inner["fields"]) if "String" in field), "")
    if kind == "CollateClause":
        return figure(inner["arg"])
    if kind == "TypeCast":
        return _strong(inner["arg"]) or str(inner["typeName"]["names"][-1]["String"]["sval"])
    if kind == "CaseExpr":
        return (_strong(inner["defresult"]) if "defresult" in inner else "") or "case"
    if kind == "A_Indirection":
        fields = [item["String"]["sval"] for item in inner["indirection"] if "String" in item]
        return str(fields[-1]) if fields else figure(inner["arg"])
    if kind == "A_Expr":
        return "nullif" if inner["kind"] == "AEXPR_NULLIF" else ""
    if kind == "SubLink":
        return _sublink(inner)
    if kind in _BY_WORD:
        before, behind = _BY_WORD[kind]
        word = str(inner["op"]).removeprefix(before).removesuffix(behind).lower()
        return "" if word == "document" else word
    return _NAMED.get(kind, "")


def _sublink(node: Node) -> str:
    if node["subLinkType"] == "EXPR_SUBLINK":
        query = node["subselect"]["SelectStmt"]
        while "larg" in query:
            query = query["larg"]
        if "valuesLists" in query:
            return "column1"
        first = query["targetList"][0]["ResTarget"]
        return str(first.get("name") or _column(first["val"]) or "?column?")
    return {"EXISTS_SUBLINK": "exists", "ARRAY_SUBLINK": "array"}.get(node["subLinkType"], "")


def _strong(node: Node) -> str:
    """The same, unless it is only what a cast or CASE is called after for want of anything better."""
    ((kind, inner),) = node.items()
    if kind == "TypeCast":
        return _strong(inner["arg"])
    if kind == "CaseExpr":
        return _strong(inner["defresult"]) if "defresult" in inner else ""
    return _strong(inner["arg"]) if kind == "CollateClause" else figure(node)


def output_name(node: Node) -> str:
    """What PostgreSQL calls an output of a query without a name (FigureColname)."""
    return figure(node) or "?column?"


def range_alias(item: Node) -> str:
    """What an item in FROM is called: a function without an alias by its own name; empty for what goes by its columns' names
    alone (addRangeTableEntryForFunction in parse_relation.c).
    """
    ((kind, node),) = item.items()
    if "alias" in node:
        return str(node["alias"]["aliasname"])
    if kind == "RangeTableSample":
        return range_alias(node["relation"])
    if kind == "RangeFunction":
        return output_name(node["functions"][0]["List"]["items"][0])
    return str(node.get("relname", _UNNAMED.get(kind, "")))


_UNNAMED = {"RangeTableFunc": "xmltable", "JsonTable": "json_table"}


def view_columns(view: View) -> tuple[str, ...] | None:
    """What a view's columns are called; None where that cannot be told."""
    return view.columns or output_names(view.full_query)


def names_of(item: Object | None) -> tuple[str, ...]:
    """What the columns of a relation are called, as far as that can be told; none of what is no relation."""
    if isinstance(item, View):
        return view_columns(item) or ()
    if isinstance(item, CompositeType):
        return tuple(attribute.name for attribute in item.attributes)
    return tuple(column.name for column in item.columns) if isinstance(item, Table) else ()


def output_names(query: str) -> tuple[str, ...] | None:
    """The columns that a query gives, where each is named by itself; None for ``*`` and what has no name."""
    try:
        kind, node = parsed(query)
    except (SqlSyntaxError, ValueError):
        return None
    while kind == "SelectStmt" and "larg" in node:
        node = node["larg"]
    items = [item["ResTarget"] for item in node.get("targetList", [])] if kind == "SelectStmt" else []
    names = [item.get("name") or _column(item["val"]) for item in items]
    return tuple(names) if names and all(names) else None


def _column(value: Node) -> str:
    """What a column of a query is called; empty for those that a ``*`` stands for."""
    parts = value.get("ColumnRef", {}).get("fields") or value.get("A_Indirection", {}).get("indirection")
    return "" if parts and "A_Star" in parts[-1] else figure(value)
