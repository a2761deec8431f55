"""What the body of a SQL function names and is not there any more: PostgreSQL keeps the function, and would not make it again
(documentation, check_function_bodies).
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import Session
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.ddl.texts.lacking import uncalled
from fixer.sql import parse
from fixer.sql.names.statements import INPUT_MODES
from fixer.sql.parse import Node, SqlSyntaxError


def column_missing(catalog: Catalog, function: Function) -> str | None:
    """A name in the body that is no column of what it reads, no argument, and nothing else; None where all are there."""
    if function.language != "sql" or function.atomic or function.body is None:
        return None
    path = function.path or ("public",)
    try:
        tree: list[Node] = parse.statements(function.body)
        header = parse.statement(function.source)[1]
    except SqlSyntaxError:
        return None
    reader = columns_read({"body": tree}, catalog, columns_of(catalog, Session(tuple(path))), path=path)
    given = [item["FunctionParameter"] for item in header.get("parameters", [])]
    arguments = {one.get("name", "") for one in given if one["mode"] in INPUT_MODES}
    outputs = {node["ResTarget"].get("name", "") for node in parse.nodes(tree) if "ResTarget" in node}
    lost = {
        place: name
        for place, (rows, name) in reader.places.items()
        if rows.names is not None and not rows.has(name)
    }
    meant = arguments | outputs | SYSTEM_COLUMNS | {function.ref.name}
    left = uncalled(catalog, lost.values())
    found = reader.unknown | {place: name for place, name in lost.items() if name in left}
    return next((name for _place, name in sorted(found.items()) if name not in meant), None)
