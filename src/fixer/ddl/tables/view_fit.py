"""What lets no view be made of a query: a column that nothing in its FROM has, and one of no type that is stored."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table, View
from fixer.ddl.base import Session
from fixer.ddl.queries.column_reader import ColumnReader, columns_read
from fixer.ddl.queries.output_names import output_name
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.ddl.texts.lacking import all_known, uncalled
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import identifier, target

_BESIDE = frozenset({"RangeFunction", "RangeTableFunc", "JsonTable"})
"""What gives columns that only a function knows."""


def refuse_query(catalog: Catalog, session: Session, view: View) -> None:
    """Says what in the query of a view there is not, as long as all is followed that was run before."""
    try:
        kind, tree = parse.statement(view.query)
    except SqlSyntaxError:
        return
    for column in _records(tree):
        session.problem(f"column {identifier(column)} of {target(view.ref)} is a row of no type")
    if session.exact:
        reader = columns_read(
            {kind: tree}, catalog, columns_of(catalog, session), path=tuple(session.search_path)
        )
        for name in sorted(set(_missing(catalog, reader, tree))):
            session.problem(f"there is no column {identifier(name)} for {target(view.ref)}")


def _records(query: Node) -> Iterator[str]:
    """The outputs that are rows put together there (CheckAttributeType in heap.c)."""
    for item in query.get("targetList", []):
        value = item["ResTarget"].get("val", {})
        if "RowExpr" in value:
            yield _called(item["ResTarget"])


def _naming_outputs(query: Node) -> Iterator[Node]:
    """The columns in GROUP BY, DISTINCT ON and ORDER BY, which may be outputs (documentation of SELECT)."""
    sorts = (item["SortBy"]["node"] for item in query.get("sortClause", []))
    for item in (*query.get("groupClause", []), *query.get("distinctClause", []), *sorts):
        for inner in parse.nodes([item]) if "GroupingSet" in item else [item]:
            if "ColumnRef" in inner:
                yield inner["ColumnRef"]


def _called(output: Node) -> str:
    return str(output.get("name") or (output_name(output["val"]) if "val" in output else ""))


def _missing(catalog: Catalog, reader: ColumnReader, tree: Node) -> Iterator[str]:
    tables = [catalog.find(rows.relation, Table) for rows in reader.relations if rows.relation is not None]
    if not all(table is None or all_known(catalog, table) for table in tables):
        return
    every = list(parse.nodes([tree]))
    outputs = {_called(node["ResTarget"]) for node in every if "ResTarget" in node}
    ordered = {item.get("location", 0) for node in every for item in _naming_outputs(node)}
    if not any(_BESIDE & node.keys() for node in every):
        for place, name in reader.unknown.items():
            if name not in SYSTEM_COLUMNS and not (place in ordered and name in outputs):
                yield name
    lost = set()
    for place, (rows, name) in reader.places.items():
        own = rows.relation is not None and rows.names is not None and place in reader.qualified
        if own and not rows.has(name) and name not in SYSTEM_COLUMNS:
            lost.add(name)
    yield from uncalled(catalog, lost)
