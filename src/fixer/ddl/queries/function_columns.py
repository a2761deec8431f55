"""The columns of a function in FROM: PostgreSQL documentation, 7.2.1.4 Table Functions (addRangeTableEntryForFunction in
parse_relation.c).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, DomainType, Function, Table, View
from fixer.ddl.base import Session, strings
from fixer.ddl.names import split, type_named
from fixer.ddl.queries.common_type import UNKNOWN
from fixer.ddl.queries.output_names import output_name, view_columns
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.parse import Node, statement
from fixer.sql.types import DataType

_OUT = frozenset({"FUNC_PARAM_OUT", "FUNC_PARAM_INOUT", "FUNC_PARAM_TABLE"})
# the JSON functions that people read from, by the names of their arguments that are OUT (pg_proc of 13 to 18 agree)
_BUILTIN = {
    "json_array_elements": ("value",),
    "json_array_elements_text": ("value",),
    "json_each": ("key", "value"),
    "json_each_text": ("key", "value"),
    "jsonb_array_elements": ("value",),
    "jsonb_array_elements_text": ("value",),
    "jsonb_each": ("key", "value"),
    "jsonb_each_text": ("key", "value"),
}
_MANY = frozenset(
    {"aclexplode", "lower", "ts_debug", "ts_parse", "ts_stat", "ts_token_type", "unnest", "upper"}
)
"""Other built-in ones that give rows, or what their argument holds; those that begin with pg_ and end in record(set) besides."""
_POLYMORPHIC = frozenset({"record", "anyelement", "anycompatible"})
_ORDINALITY = Column("ordinality", DataType("pg_catalog", "int8"))


def function_columns(catalog: Catalog, session: Session, node: Node) -> list[Column] | None:
    """Those of a RangeFunction, before its list of aliases names them; None where they cannot be told."""
    functions = [item["List"]["items"] for item in node["functions"]]
    alias = node.get("alias", {}).get("aliasname") if len(functions) == 1 else None
    found: list[Column] = []
    for call, *said in functions:
        listed = node.get("coldeflist") or (said[0].get("List", {}).get("items", []) if said else [])
        if listed:
            given = [item["ColumnDef"] for item in listed]
            own: list[Column] | None = [
                Column(one["colname"], type_named(catalog, session, one["typeName"])) for one in given
            ]
        else:
            own = _of_call(catalog, session, call, alias or output_name(call))
        if own is None:
            return None
        found += own
    return [*found, _ORDINALITY] if node.get("ordinality") else found


def _of_call(catalog: Catalog, session: Session, call: Node, alias: str) -> list[Column] | None:
    if "FuncCall" not in call:  # CURRENT_DATE, COALESCE …
        return [Column(alias, UNKNOWN)]
    schema, name = split(strings(call["FuncCall"]["funcname"]))
    if schema in ("", "pg_catalog") and is_builtin("function", name):
        many = name in _MANY or name.startswith("pg_") or name.endswith(("record", "recordset"))
        names = _BUILTIN.get(name, (alias,))
        return None if many else [Column(column, UNKNOWN) for column in names]
    for candidate in (schema,) if schema else session.search_path:
        overloads = catalog.routines(candidate, name)
        if overloads:
            count = len(call["FuncCall"].get("args", []))
            chosen = [one for one in overloads if len(one.argument_types) == count] or overloads
            all_of_them = [_of_function(catalog, session, one, alias) for one in chosen]
            return all_of_them[0] if all(one == all_of_them[0] for one in all_of_them) else None
    return None


def _of_function(catalog: Catalog, session: Session, function: Function, alias: str) -> list[Column] | None:
    outputs = _outputs(function.source)
    if outputs:
        kinds = [type_named(catalog, session, kind) for _name, kind in outputs]
        if len(outputs) > 1:
            return [Column(name, kind) for (name, _kind), kind in zip(outputs, kinds, strict=True)]
        return _of_type(catalog, kinds[0], outputs[0][0] or alias)
    return _of_type(catalog, function.returns, alias) if function.returns is not None else None


def _of_type(catalog: Catalog, kind: DataType, name: str) -> list[Column] | None:
    """Those of a type of rows; for any other one a column of that name."""
    if (
        kind.schema == ""
        or kind == UNKNOWN
        or (kind.schema == "pg_catalog" and kind.name in _POLYMORPHIC and not kind.array)
    ):
        return None
    rows = row_columns(catalog, kind)
    return [Column(name, kind)] if rows is None and _is_known(catalog, kind) else rows


def _is_known(catalog: Catalog, kind: DataType) -> bool:
    """Whether a type that is none of rows is known as such."""
    return (
        kind.array
        or kind.schema == "pg_catalog"
        or any(
            catalog.get(ObjectRef(word, kind.schema, kind.name)) is not None for word in ("type", "domain")
        )
    )


def row_columns(catalog: Catalog, kind: DataType) -> list[Column] | None:
    """The columns of a type of rows; None where it is none, or they cannot be told."""
    if kind.array or kind.schema in ("", "pg_catalog"):
        return None
    table = catalog.find(ObjectRef("table", kind.schema, kind.name), Table)
    if table is not None:
        return list(table.columns)
    for word in ("view", "materialized view"):
        view = catalog.find(ObjectRef(word, kind.schema, kind.name), View)
        if view is not None:
            return [Column(name, UNKNOWN) for name in view_columns(view) or ()] or None
    domain = catalog.find(ObjectRef("domain", kind.schema, kind.name), DomainType)
    if domain is not None:
        return row_columns(catalog, domain.base)
    found = catalog.get(ObjectRef("type", kind.schema, kind.name))
    return list(found.attributes) if isinstance(found, CompositeType) else None


@lru_cache(maxsize=1024)
def _outputs(source: str) -> Sequence[tuple[str, Node]]:
    """The names and types of the arguments that are OUT, of the statement that makes a function."""
    return tuple(_out(statement(source)[1]))


def _out(node: Node) -> Iterator[tuple[str, Node]]:
    parameters = [item["FunctionParameter"] for item in node.get("parameters", [])]
    given = [one for one in parameters if one["mode"] in _OUT]
    for number, one in enumerate(given, 1):
        yield one.get("name") or (f"column{number}" if len(given) > 1 else ""), one["argType"]
