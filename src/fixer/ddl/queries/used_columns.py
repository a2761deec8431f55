"""Which columns of tables a query uses: each name looked up in its own FROM, then in those around it, as PostgreSQL does."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.queries.column_scope import column_ref as column_ref
from fixer.model import ObjectRef
from fixer.sql.parse import Node, SqlSyntaxError, nodes
from fixer.sql.parse import expression as parse_expression

SYSTEM_COLUMNS = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
"""What every table has besides its own columns (documentation, 5.5 System Columns)."""


def named_in(expression: str, table: str) -> set[str]:
    """The columns that an expression of one table's names; none where it is a query in part, which has others."""
    try:
        return named_by(parse_expression(expression), table)
    except SqlSyntaxError:
        return set()


def named_by(expression: Node, table: str) -> set[str]:
    """The same of its tree."""
    found = list(nodes([expression]))
    if any("SubLink" in node for node in found):
        return set()
    named = set()
    for node in found:
        fields = [
            field.get("String", {}).get("sval", "") for field in node.get("ColumnRef", {}).get("fields", [])
        ]
        if fields and (len(fields) == 1 or fields[-2] == table):
            named.add(fields[-1])
    return named - SYSTEM_COLUMNS - {"", table}


def columns_used(node: Node, catalog: Catalog) -> frozenset[ObjectRef]:
    """The columns of known tables that a statement's tree uses; those that a ``*`` stands for among them."""
    return frozenset(columns_read(node, catalog).used)


def sources_of_bare_columns(node: Node, catalog: Catalog) -> dict[int, str]:
    """Where a statement's tree has a column by its bare name (as libpg_query places it) → the one source that it is of."""
    return columns_read(node, catalog).bare
